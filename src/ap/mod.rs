//! ActivityPub: between the rows of this unit and the documents of the network.

pub mod address;
pub mod audience;
pub mod build;
pub mod cards;
pub mod departures;
pub mod directory;
pub mod doctor;
pub mod error;
mod gates;
pub mod invitations;
pub mod keys;
pub mod known_network;
mod limiter;
pub mod network;
pub mod outside;
pub mod peers;
pub mod previews;
pub mod proofs;
pub mod receive;
pub mod resolve;
pub mod synchronization;
pub mod translations;

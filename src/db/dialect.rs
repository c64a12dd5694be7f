//! What differs between the two databases.

//! Tables of peers, and of what goes to them and comes from them.

diesel::table! {
    peers (id) {
        id -> BigInt,
        authority -> Text,
        state -> SmallInt,
        title -> Text,
        software -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        failures -> Integer,
        failing_since -> Nullable<BigInt>,
        next_attempt_at -> BigInt,
        lease_until -> BigInt,
        parked_at -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        last_success_at -> Nullable<BigInt>,
        last_received_at -> Nullable<BigInt>,
        signature_form -> SmallInt,
    }
}

diesel::table! {
    outbox (id) {
        id -> BigInt,
        event -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    activities (id) {
        id -> BigInt,
        uri -> Text,
        account_id -> BigInt,
        public -> Bool,
        body -> Text,
        created_at -> BigInt,
        to_followers -> Bool,
    }
}

diesel::table! {
    deliveries (id) {
        id -> BigInt,
        peer_id -> BigInt,
        inbox_url -> Text,
        activity_id -> BigInt,
        attempts -> Integer,
        first_attempt_at -> Nullable<BigInt>,
        parked_at -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    inbox (id) {
        id -> BigInt,
        activity_key -> Text,
        peer_id -> BigInt,
        actor_uri -> Text,
        body -> Nullable<Text>,
        attempts -> Integer,
        next_attempt_at -> BigInt,
        lease_until -> BigInt,
        handled_at -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    tombstones (uri) {
        uri -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    fetches (uri) {
        uri -> Text,
        depth -> Integer,
        attempts -> Integer,
        next_attempt_at -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    peer_facts (peer_id) {
        peer_id -> BigInt,
        suspended_at -> Nullable<BigInt>,
        erased_at -> Nullable<BigInt>,
        contact -> Text,
        actor_uri -> Text,
        public_key -> Text,
        agreement -> Nullable<Text>,
        agreed_at -> Nullable<BigInt>,
        directory_url -> Nullable<Text>,
        network_url -> Nullable<Text>,
        probe_url -> Nullable<Text>,
        directory_cursor -> Nullable<Text>,
        next_sync_at -> BigInt,
        synced_at -> Nullable<BigInt>,
        sync_error -> Nullable<Text>,
    }
}

diesel::table! {
    invitations (id) {
        id -> BigInt,
        token_hash -> Text,
        host -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
        used_by -> Nullable<Text>,
    }
}

diesel::table! {
    network_links (peer_id, authority) {
        peer_id -> BigInt,
        authority -> Text,
        title -> Text,
        software -> Text,
    }
}

diesel::table! {
    pushes (id) {
        id -> BigInt,
        subscription_id -> BigInt,
        notification_id -> BigInt,
        attempts -> Integer,
        next_attempt_at -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    search_changes (id) {
        id -> BigInt,
        status_id -> BigInt,
    }
}

diesel::table! {
    block_notes (peer_id) {
        peer_id -> BigInt,
        public_comment -> Text,
        private_comment -> Text,
    }
}

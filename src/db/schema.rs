//! The tables as diesel sees them. Column for column the files in `migrations/`; a test reads every table.

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
    }
}

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
    accounts (id) {
        id -> BigInt,
        username -> Text,
        host -> Text,
        handle -> Text,
        uri -> Text,
        url -> Text,
        kind -> SmallInt,
        display_name -> Text,
        note -> Text,
        note_source -> Text,
        fields -> Text,
        avatar_key -> Nullable<Text>,
        header_key -> Nullable<Text>,
        avatar_remote_url -> Nullable<Text>,
        header_remote_url -> Nullable<Text>,
        locked -> Bool,
        bot -> Bool,
        discoverable -> Bool,
        indexable -> Bool,
        inbox_url -> Text,
        shared_inbox_url -> Nullable<Text>,
        outbox_url -> Nullable<Text>,
        followers_url -> Nullable<Text>,
        following_url -> Nullable<Text>,
        featured_url -> Nullable<Text>,
        also_known_as -> Text,
        moved_to_uri -> Nullable<Text>,
        key_id -> Text,
        public_key -> Text,
        private_key -> Nullable<Text>,
        statuses_count -> BigInt,
        followers_count -> BigInt,
        following_count -> BigInt,
        last_status_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        fetched_at -> Nullable<BigInt>,
        suspended_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    users (account_id) {
        account_id -> BigInt,
        role -> SmallInt,
        email -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        locale -> Text,
        default_visibility -> SmallInt,
        default_sensitive -> Bool,
        default_language -> Nullable<Text>,
        default_local_only -> Bool,
        disabled_at -> Nullable<BigInt>,
        created_at -> BigInt,
        last_active_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sessions (token_hash) {
        token_hash -> Text,
        account_id -> BigInt,
        csrf -> Text,
        created_at -> BigInt,
        last_used_at -> BigInt,
        expires_at -> BigInt,
        user_agent -> Text,
    }
}

diesel::table! {
    oauth_apps (id) {
        id -> BigInt,
        name -> Text,
        website -> Nullable<Text>,
        redirect_uris -> Text,
        scopes -> Text,
        client_id -> Text,
        client_secret_hash -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    oauth_codes (code_hash) {
        code_hash -> Text,
        app_id -> BigInt,
        account_id -> BigInt,
        redirect_uri -> Text,
        scopes -> Text,
        code_challenge -> Nullable<Text>,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    oauth_tokens (id) {
        id -> BigInt,
        token_hash -> Text,
        app_id -> BigInt,
        account_id -> Nullable<BigInt>,
        scopes -> Text,
        created_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    statuses (id) {
        id -> BigInt,
        uri -> Text,
        url -> Text,
        account_id -> BigInt,
        local -> Bool,
        in_reply_to_id -> Nullable<BigInt>,
        in_reply_to_account_id -> Nullable<BigInt>,
        in_reply_to_uri -> Nullable<Text>,
        thread_id -> BigInt,
        reblog_of_id -> Nullable<BigInt>,
        content -> Text,
        text -> Text,
        text_format -> SmallInt,
        title -> Text,
        spoiler_text -> Text,
        sensitive -> Bool,
        language -> Nullable<Text>,
        visibility -> SmallInt,
        local_only -> Bool,
        app_id -> Nullable<BigInt>,
        replies_count -> BigInt,
        reblogs_count -> BigInt,
        favourites_count -> BigInt,
        created_at -> BigInt,
        edited_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
        group_id -> Nullable<BigInt>,
        removed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    status_edits (id) {
        id -> BigInt,
        status_id -> BigInt,
        content -> Text,
        text -> Text,
        spoiler_text -> Text,
        sensitive -> Bool,
        media -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    mentions (status_id, account_id) {
        status_id -> BigInt,
        account_id -> BigInt,
    }
}

diesel::table! {
    tags (id) {
        id -> BigInt,
        name -> Text,
        display_name -> Text,
    }
}

diesel::table! {
    status_tags (tag_id, status_id) {
        tag_id -> BigInt,
        status_id -> BigInt,
    }
}

diesel::table! {
    media (id) {
        id -> BigInt,
        account_id -> BigInt,
        status_id -> Nullable<BigInt>,
        position -> Integer,
        kind -> SmallInt,
        content_type -> Text,
        file_key -> Nullable<Text>,
        preview_key -> Nullable<Text>,
        remote_url -> Nullable<Text>,
        description -> Nullable<Text>,
        blurhash -> Nullable<Text>,
        width -> Nullable<Integer>,
        height -> Nullable<Integer>,
        preview_width -> Nullable<Integer>,
        preview_height -> Nullable<Integer>,
        size -> BigInt,
        focus_x -> Nullable<Double>,
        focus_y -> Nullable<Double>,
        file_name -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    favourites (id) {
        id -> BigInt,
        account_id -> BigInt,
        status_id -> BigInt,
        uri -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    bookmarks (id) {
        id -> BigInt,
        account_id -> BigInt,
        status_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    pins (id) {
        id -> BigInt,
        account_id -> BigInt,
        status_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    follows (id) {
        id -> BigInt,
        account_id -> BigInt,
        target_id -> BigInt,
        state -> SmallInt,
        uri -> Text,
        show_reblogs -> Bool,
        notify -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    blocks (id) {
        id -> BigInt,
        account_id -> BigInt,
        target_id -> BigInt,
        uri -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    mutes (id) {
        id -> BigInt,
        account_id -> BigInt,
        target_id -> BigInt,
        hide_notifications -> Bool,
        expires_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    notifications (id) {
        id -> BigInt,
        account_id -> BigInt,
        kind -> SmallInt,
        from_account_id -> BigInt,
        status_id -> BigInt,
        created_at -> BigInt,
        read_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    home_entries (account_id, status_id) {
        account_id -> BigInt,
        status_id -> BigInt,
        author_id -> BigInt,
    }
}

diesel::table! {
    idempotency_keys (account_id, name) {
        account_id -> BigInt,
        name -> Text,
        status_id -> BigInt,
        created_at -> BigInt,
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
    actor_keys (key_id) {
        key_id -> Text,
        account_id -> BigInt,
        public_key -> Text,
        private_key -> Nullable<Text>,
        created_at -> BigInt,
        retired_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    moves (account_id) {
        account_id -> BigInt,
        target_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    reports (id) {
        id -> BigInt,
        uri -> Nullable<Text>,
        account_id -> BigInt,
        target_id -> BigInt,
        status_ids -> Text,
        comment -> Text,
        category -> SmallInt,
        forwarded -> Bool,
        created_at -> BigInt,
        resolved_at -> Nullable<BigInt>,
        resolved_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    groups (account_id) {
        account_id -> BigInt,
        access -> SmallInt,
        rules -> Text,
        mirror -> Bool,
        moderators_url -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    group_roles (group_id, account_id) {
        group_id -> BigInt,
        account_id -> BigInt,
        role -> SmallInt,
        expires_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    group_log (id) {
        id -> BigInt,
        group_id -> BigInt,
        moderator_id -> BigInt,
        deed -> SmallInt,
        account_id -> Nullable<BigInt>,
        status_id -> Nullable<BigInt>,
        reason -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    group_locks (status_id) {
        status_id -> BigInt,
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
    directory_changes (account_id) {
        account_id -> BigInt,
        position -> BigInt,
        listed -> Bool,
    }
}

diesel::table! {
    account_words (remote, word, account_id) {
        remote -> Bool,
        word -> Text,
        account_id -> BigInt,
    }
}

diesel::table! {
    post_extras (status_id) {
        status_id -> BigInt,
        kind -> Text,
        has_poll -> Bool,
        has_quote -> Bool,
        quotes_count -> BigInt,
        policy -> Nullable<Text>,
        event -> Nullable<Text>,
        context_url -> Nullable<Text>,
        replies_url -> Nullable<Text>,
        thread_fetched_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    polls (status_id) {
        status_id -> BigInt,
        multiple -> Bool,
        hide_totals -> Bool,
        expires_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        voters_count -> Nullable<BigInt>,
        told_at -> BigInt,
        next_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    poll_options (status_id, position) {
        status_id -> BigInt,
        position -> Integer,
        title -> Text,
        votes_count -> BigInt,
    }
}

diesel::table! {
    poll_votes (id) {
        id -> BigInt,
        status_id -> BigInt,
        account_id -> BigInt,
        position -> Integer,
        created_at -> BigInt,
    }
}

diesel::table! {
    quotes (status_id) {
        status_id -> BigInt,
        quoted_uri -> Text,
        quoted_id -> Nullable<BigInt>,
        state -> SmallInt,
        stamp_uri -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    stamps (id) {
        id -> BigInt,
        kind -> SmallInt,
        status_id -> BigInt,
        object_uri -> Text,
        account_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    waiting_replies (status_id) {
        status_id -> BigInt,
        visibility -> SmallInt,
        mentioned -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    reply_stamps (status_id) {
        status_id -> BigInt,
        stamp_uri -> Text,
    }
}

diesel::table! {
    emoji (id) {
        id -> BigInt,
        host -> Text,
        shortcode -> Text,
        remote_url -> Nullable<Text>,
        file_key -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    reactions (id) {
        id -> BigInt,
        status_id -> BigInt,
        account_id -> BigInt,
        content -> Text,
        emoji_id -> Nullable<BigInt>,
        uri -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    attendances (status_id, account_id) {
        status_id -> BigInt,
        account_id -> BigInt,
        state -> SmallInt,
        serial -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    featured_reads (account_id) {
        account_id -> BigInt,
        read_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    actor_keys,
    moves,
    reports,
    settings,
    peers,
    accounts,
    users,
    sessions,
    oauth_apps,
    oauth_codes,
    oauth_tokens,
    statuses,
    status_edits,
    mentions,
    tags,
    status_tags,
    media,
    favourites,
    bookmarks,
    pins,
    follows,
    blocks,
    mutes,
    notifications,
    home_entries,
    idempotency_keys,
    outbox,
    activities,
    deliveries,
    inbox,
    tombstones,
    fetches,
    groups,
    group_roles,
    group_log,
    group_locks,
    peer_facts,
    invitations,
    network_links,
    directory_changes,
    account_words,
    post_extras,
    polls,
    poll_options,
    poll_votes,
    quotes,
    stamps,
    waiting_replies,
    reply_stamps,
    emoji,
    reactions,
    attendances,
    featured_reads,
);

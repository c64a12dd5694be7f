//! Tables of people, groups, how they stand to each other, and how they log in.

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
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
        group_key -> Nullable<Text>,
        filtered -> Bool,
        report_id -> BigInt,
    }
}

diesel::table! {
    notification_groups (account_id, group_key) {
        account_id -> BigInt,
        group_key -> Text,
        kind -> SmallInt,
        status_id -> BigInt,
        first_id -> BigInt,
        latest_id -> BigInt,
        latest_at -> BigInt,
        notifications_count -> BigInt,
        samples -> Text,
    }
}

diesel::table! {
    notification_policies (account_id) {
        account_id -> BigInt,
        for_not_following -> SmallInt,
        for_not_followers -> SmallInt,
        for_new_accounts -> SmallInt,
        for_private_mentions -> SmallInt,
        for_limited_accounts -> SmallInt,
    }
}

diesel::table! {
    notification_permissions (account_id, from_account_id) {
        account_id -> BigInt,
        from_account_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    notification_requests (id) {
        id -> BigInt,
        account_id -> BigInt,
        from_account_id -> BigInt,
        last_status_id -> BigInt,
        notifications_count -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    markers (account_id, timeline) {
        account_id -> BigInt,
        timeline -> SmallInt,
        last_read_id -> BigInt,
        version -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    thread_mutes (account_id, thread_id) {
        account_id -> BigInt,
        thread_id -> BigInt,
        created_at -> BigInt,
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
        assigned_to -> Nullable<BigInt>,
        updated_at -> Nullable<BigInt>,
        rule_ids -> Text,
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
    push_subscriptions (id) {
        id -> BigInt,
        token_id -> BigInt,
        account_id -> BigInt,
        endpoint -> Text,
        p256dh -> Text,
        auth -> Text,
        standard -> Bool,
        policy -> SmallInt,
        alerts -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    account_parts (remote, part, account_id) {
        remote -> Bool,
        part -> Text,
        account_id -> BigInt,
    }
}

//! Tables of what people set up for themselves in their apps: posts for later, notes, whom they show, what they leave out.

diesel::table! {
    scheduled_posts (id) {
        id -> BigInt,
        account_id -> BigInt,
        due_at -> BigInt,
        draft -> Text,
        idempotency_key -> Nullable<Text>,
        attempts -> Integer,
        next_attempt_at -> BigInt,
        error -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    scheduled_media (media_id) {
        media_id -> BigInt,
        scheduled_id -> BigInt,
        position -> Integer,
    }
}

diesel::table! {
    account_notes (account_id, target_id) {
        account_id -> BigInt,
        target_id -> BigInt,
        comment -> Text,
    }
}

diesel::table! {
    endorsements (id) {
        id -> BigInt,
        account_id -> BigInt,
        target_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    domain_blocks (id) {
        id -> BigInt,
        account_id -> BigInt,
        host -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    dismissed_suggestions (account_id, target_id) {
        account_id -> BigInt,
        target_id -> BigInt,
    }
}

diesel::table! {
    preferences (account_id) {
        account_id -> BigInt,
        quote_policy -> SmallInt,
    }
}

diesel::table! {
    announcements (id) {
        id -> BigInt,
        text -> Text,
        content -> Text,
        mentions -> Text,
        tags -> Text,
        statuses -> Text,
        starts_at -> Nullable<BigInt>,
        ends_at -> Nullable<BigInt>,
        all_day -> Bool,
        published_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    announcement_reads (announcement_id, account_id) {
        announcement_id -> BigInt,
        account_id -> BigInt,
    }
}

diesel::table! {
    announcement_reactions (announcement_id, name, account_id) {
        announcement_id -> BigInt,
        name -> Text,
        account_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    announcement_reaction_counts (announcement_id, name) {
        announcement_id -> BigInt,
        name -> Text,
        uses -> BigInt,
        first_at -> BigInt,
    }
}

diesel::table! {
    activity_weeks (week_at) {
        week_at -> BigInt,
        statuses -> BigInt,
        logins -> BigInt,
        registrations -> BigInt,
    }
}

diesel::table! {
    conversations (id) {
        id -> BigInt,
        account_id -> BigInt,
        thread_id -> BigInt,
        last_status_id -> BigInt,
        unread -> Bool,
    }
}

diesel::table! {
    conversation_posts (conversation_id, status_id) {
        conversation_id -> BigInt,
        status_id -> BigInt,
    }
}

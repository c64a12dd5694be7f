//! Tables of posts and all that hangs on them.

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
        recording -> Nullable<Text>,
        preview_remote_url -> Nullable<Text>,
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

diesel::table! {
    previews (id) {
        id -> BigInt,
        url -> Text,
        title -> Text,
        description -> Text,
        author_name -> Text,
        author_url -> Text,
        provider_name -> Text,
        provider_url -> Text,
        image_key -> Nullable<Text>,
        image_description -> Text,
        image_width -> Nullable<Integer>,
        image_height -> Nullable<Integer>,
        blurhash -> Nullable<Text>,
        language -> Nullable<Text>,
        published_at -> Nullable<BigInt>,
        attempts -> Integer,
        next_attempt_at -> Nullable<BigInt>,
        fetched_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    post_previews (status_id) {
        status_id -> BigInt,
        preview_id -> BigInt,
    }
}

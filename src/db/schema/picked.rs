//! Tables of what somebody picks out for themselves: lists, filters, hashtags.

diesel::table! {
    lists (id) {
        id -> BigInt,
        account_id -> BigInt,
        title -> Text,
        replies_policy -> SmallInt,
        exclusive -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    list_accounts (list_id, account_id) {
        list_id -> BigInt,
        account_id -> BigInt,
        owner_id -> BigInt,
    }
}

diesel::table! {
    list_entries (list_id, status_id) {
        list_id -> BigInt,
        status_id -> BigInt,
        author_id -> BigInt,
    }
}

diesel::table! {
    filters (id) {
        id -> BigInt,
        account_id -> BigInt,
        title -> Text,
        contexts -> Text,
        action -> SmallInt,
        expires_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    filter_keywords (id) {
        id -> BigInt,
        filter_id -> BigInt,
        keyword -> Text,
        whole_word -> Bool,
    }
}

diesel::table! {
    filter_statuses (id) {
        id -> BigInt,
        filter_id -> BigInt,
        status_id -> BigInt,
    }
}

diesel::table! {
    filter_versions (account_id) {
        account_id -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    tag_follows (id) {
        id -> BigInt,
        account_id -> BigInt,
        tag_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    featured_tags (id) {
        id -> BigInt,
        account_id -> BigInt,
        tag_id -> BigInt,
        name -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    account_tags (account_id, tag_id) {
        account_id -> BigInt,
        tag_id -> BigInt,
        uses -> BigInt,
        last_at -> BigInt,
    }
}

diesel::table! {
    tag_days (tag_id, day) {
        tag_id -> BigInt,
        day -> BigInt,
        uses -> BigInt,
        accounts -> BigInt,
    }
}

diesel::table! {
    tag_day_accounts (tag_id, day, account_id) {
        tag_id -> BigInt,
        day -> BigInt,
        account_id -> BigInt,
    }
}

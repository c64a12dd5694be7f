DROP TABLE tag_day_accounts;
DROP TABLE tag_days;
DROP TABLE account_tags;
DROP TABLE featured_tags;
DROP TABLE tag_follows;

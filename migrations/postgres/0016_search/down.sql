DROP TABLE account_parts;
DROP TABLE search_changes;

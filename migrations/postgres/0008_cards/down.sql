DROP TABLE post_previews;
DROP TABLE previews;

DROP TABLE scheduled_media;
DROP TABLE scheduled_posts;

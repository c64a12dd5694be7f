DROP TABLE activity_weeks;
DROP TABLE announcement_reaction_counts;
DROP TABLE announcement_reactions;
DROP TABLE announcement_reads;
DROP TABLE announcements;

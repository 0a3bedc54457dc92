-- How well items were put in order for users, and how well the most popular ones would have done: JSON, where users were
-- given items.
ALTER TABLE evaluations ADD COLUMN ranking TEXT;

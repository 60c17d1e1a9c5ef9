-- The language a letter's text is for; without one it is for every customer whose language has no text of its own.
alter table recall_entry add column language text;

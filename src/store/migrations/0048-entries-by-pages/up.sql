-- What was found of a case and what was said are read page by page, and what was found of a lot by itself.
create index recall_entry_page on recall_entry (site, recall, kind, since, line) where until is null;
create index recall_entry_found on recall_entry (site, recall, lot) where until is null and kind = 'found';

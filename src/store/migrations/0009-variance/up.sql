-- What was moved in a period, whatever it belongs to. Movements are appended nearly in the order of their time, so a block-range index is a few pages.
create index movement_at on movement using brin (at) with (autosummarize = on);

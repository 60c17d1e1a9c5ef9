-- Looked at with the clock: replies of customers, concessions that expire, holds nobody has decided about.
insert into alert_look (name, position, looked_at)
  select name, position, 'epoch' from store, unnest(array['replies', 'concessions', 'dispositions']) as name;

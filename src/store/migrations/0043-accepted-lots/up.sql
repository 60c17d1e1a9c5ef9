create index movement_accepted on movement (lot) where kind = 'observed' and reference in ('use-as-is', 'rework');

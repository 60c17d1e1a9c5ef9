-- Signatures about an event that is recorded already are found by that event: an as-built record asks for those of all its events.
create index master_signature_event on master ((body->>'event')) where kind = 'signature' and until is null;

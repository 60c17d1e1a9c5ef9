-- What stands at a place: asked by the page that a label's address opens.
create index container_place on container (site, place) where until is null;

-- SPDX-License-Identifier: Apache-2.0
-- Plain columns taken from the winning revisions, for queries. All of it can be dropped and refilled from documents,
-- except dict: its numbers are handed out once and never change inside one database.

-- kind: 1 service, 2 channel, 3 community (TwDictKind)
CREATE TABLE dict (
  kind INTEGER NOT NULL,
  no INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (kind, no),
  UNIQUE (kind, key)
) WITHOUT ROWID;

CREATE TABLE request (
  doc_no INTEGER PRIMARY KEY REFERENCES doc (doc_no),
  at_us INTEGER NOT NULL,
  lat_e7 INTEGER, -- NULL without a place
  lon_e7 INTEGER,
  cell INTEGER, -- of geo_request; NULL without a place
  service INTEGER NOT NULL, -- numbers of dict, 0 for none
  channel INTEGER NOT NULL,
  community INTEGER NOT NULL,
  age INTEGER NOT NULL, -- years, 255 unknown
  status INTEGER NOT NULL -- 0 open, 1 done
);
-- Covers the engines' scan by time: it never touches the table.
CREATE INDEX request_by_at ON request (at_us, doc_no, lat_e7, lon_e7, service, channel, community, age, status);

CREATE INDEX request_by_cell ON request (cell, at_us) WHERE cell IS NOT NULL;

CREATE TABLE place (
  doc_no INTEGER PRIMARY KEY REFERENCES doc (doc_no),
  kind TEXT NOT NULL,
  parent TEXT,
  community INTEGER NOT NULL,
  code TEXT,
  name TEXT NOT NULL
);
CREATE INDEX place_by_kind ON place (kind, code);
CREATE INDEX place_by_parent ON place (parent, kind, code) WHERE parent IS NOT NULL;

CREATE TABLE asset (
  doc_no INTEGER PRIMARY KEY REFERENCES doc (doc_no),
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  tag TEXT NOT NULL,
  place TEXT NOT NULL,
  community INTEGER NOT NULL,
  lat_e7 INTEGER NOT NULL,
  lon_e7 INTEGER NOT NULL,
  height_cm INTEGER NOT NULL
);
CREATE INDEX asset_by_code ON asset (code);
CREATE INDEX asset_by_tag ON asset (tag);
CREATE INDEX asset_by_place ON asset (place, code);

-- Where assets have been. A code once given stays taken, so the codes left behind are kept in reach.
CREATE TABLE move (
  doc_no INTEGER PRIMARY KEY REFERENCES doc (doc_no),
  asset TEXT NOT NULL,
  at_us INTEGER NOT NULL,
  from_place TEXT,
  from_code TEXT
);
CREATE INDEX move_by_asset ON move (asset, at_us);
CREATE INDEX move_by_place ON move (from_place) WHERE from_place IS NOT NULL;

CREATE TABLE person (
  doc_no INTEGER PRIMARY KEY REFERENCES doc (doc_no),
  name TEXT NOT NULL,
  pool TEXT NOT NULL,
  community INTEGER NOT NULL
);

CREATE TABLE home (
  doc_no INTEGER PRIMARY KEY REFERENCES doc (doc_no),
  code TEXT NOT NULL,
  place TEXT NOT NULL,
  community INTEGER NOT NULL,
  age INTEGER NOT NULL,
  consent INTEGER NOT NULL,
  lat_e7 INTEGER NOT NULL,
  lon_e7 INTEGER NOT NULL
);

-- Positions as integers of 1e-7 degree. Requests outnumber the rest by far and come many to one place, so their tree
-- holds the occupied cells of a grid of 5,000 units (about 50 m): most new requests do not touch it.
CREATE VIRTUAL TABLE geo USING rtree_i32 (doc_no, south, north, west, east);
CREATE VIRTUAL TABLE geo_request USING rtree_i32 (cell, south, north, west, east);

-- Search terms only: neither text nor positions are kept. The rowid carries type, order and doc_no (tw-search.h).
CREATE VIRTUAL TABLE fts USING fts5 (text, content = '', columnsize = 0, detail = none, tokenize = 'tidewatch');

-- Small types by name; requests are counted in their own table.
CREATE INDEX doc_by_type ON doc (type) WHERE type <> 'request' AND win_deleted = 0;

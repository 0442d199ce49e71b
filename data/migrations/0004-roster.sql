-- SPDX-License-Identifier: Apache-2.0
-- Rosters: who works when, as plain columns, so that a frame of three days over years of shifts is a step in an index.

CREATE TABLE shift (
  doc_no INTEGER PRIMARY KEY REFERENCES doc (doc_no),
  person TEXT NOT NULL, -- '' for an open shift
  from_us INTEGER NOT NULL,
  to_us INTEGER NOT NULL,
  minutes INTEGER NOT NULL, -- worked: without breaks, ways included
  way_min INTEGER NOT NULL
);
CREATE INDEX shift_by_from ON shift (from_us, to_us);
CREATE INDEX shift_by_person ON shift (person, from_us);

CREATE TABLE edition (
  doc_no INTEGER PRIMARY KEY REFERENCES doc (doc_no),
  day TEXT NOT NULL, -- 2026-11-24
  number INTEGER NOT NULL
);
CREATE INDEX edition_by_day ON edition (day, number);

CREATE TABLE notice (
  doc_no INTEGER PRIMARY KEY REFERENCES doc (doc_no),
  person TEXT NOT NULL,
  edition TEXT NOT NULL,
  state TEXT NOT NULL,
  at_us INTEGER NOT NULL
);
CREATE INDEX notice_by_person ON notice (person, at_us);
CREATE INDEX notice_by_state ON notice (state, at_us);

CREATE TABLE claim (
  doc_no INTEGER PRIMARY KEY REFERENCES doc (doc_no),
  shift TEXT NOT NULL,
  state TEXT NOT NULL,
  at_us INTEGER NOT NULL
);
CREATE INDEX claim_by_state ON claim (state, at_us);
CREATE INDEX claim_by_shift ON claim (shift);

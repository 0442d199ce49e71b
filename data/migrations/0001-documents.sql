-- SPDX-License-Identifier: Apache-2.0
-- Documents with their revision trees, as the CouchDB replication protocol counts them. Foreign keys are declared for
-- the self-check (foreign_key_check); the one write path keeps them, so they are not enforced row by row.

PRAGMA application_id = 0x54576462; -- 'TWdb'

CREATE TABLE doc (
  doc_no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  seq INTEGER NOT NULL UNIQUE,
  win_rev INTEGER REFERENCES rev (rev_no),
  win_deleted INTEGER NOT NULL,
  type TEXT -- NULL while the winner is held back in quarantine
);

CREATE TABLE rev (
  rev_no INTEGER PRIMARY KEY,
  doc_no INTEGER NOT NULL REFERENCES doc (doc_no),
  gen INTEGER NOT NULL,
  hash BLOB NOT NULL, -- 16 bytes
  parent INTEGER REFERENCES rev (rev_no), -- NULL for a root, also a stemmed one
  leaf INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  body TEXT, -- canonical JSON; NULL for an ancestor whose content is no longer needed
  UNIQUE (doc_no, gen, hash)
);
CREATE INDEX rev_leaf ON rev (doc_no) WHERE leaf = 1;
CREATE INDEX rev_parent ON rev (parent) WHERE parent IS NOT NULL;

CREATE TABLE blob (
  digest TEXT PRIMARY KEY,
  len INTEGER NOT NULL,
  data BLOB NOT NULL
);

CREATE TABLE att (
  rev_no INTEGER NOT NULL REFERENCES rev (rev_no),
  name TEXT NOT NULL,
  content_type TEXT,
  revpos INTEGER NOT NULL,
  digest TEXT NOT NULL REFERENCES blob (digest),
  len INTEGER NOT NULL,
  PRIMARY KEY (rev_no, name)
) WITHOUT ROWID;

CREATE TABLE local_doc (
  id TEXT PRIMARY KEY,
  rev TEXT NOT NULL,
  body TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE meta (
  k TEXT PRIMARY KEY,
  v TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE quarantine (
  doc_no INTEGER REFERENCES doc (doc_no), -- NULL when not even the id or revision could be read
  rev_no INTEGER,
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL -- UTC microseconds
);
CREATE INDEX quarantine_doc ON quarantine (doc_no) WHERE doc_no IS NOT NULL;

-- Leaves that were edited here and that no peer has yet: the push queue. A further edit of such a leaf replaces it
-- (squash), and base_rev, the revision the first of these edits was based on, keeps its body for a three-way merge.
CREATE TABLE unsynced (
  rev_no INTEGER PRIMARY KEY REFERENCES rev (rev_no),
  base_rev INTEGER REFERENCES rev (rev_no)
);
CREATE INDEX unsynced_base ON unsynced (base_rev) WHERE base_rev IS NOT NULL;

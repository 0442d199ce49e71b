-- SPDX-License-Identifier: Apache-2.0
-- What exchanging documents with a peer needs: which edits may be on their way, and attachments in parts.

-- UTC microseconds when a push that carries the revision began; 0 for none. A revision that may be on its way is not
-- replaced by further edits (squash): they get a child, or the peer would hold a sibling of it for ever. Its row stays
-- until the peer has it, as the base of the first edit must be kept until then.
ALTER TABLE unsynced ADD COLUMN sent INTEGER NOT NULL DEFAULT 0;
-- Why the peer would not take it, or NULL. Not offered again until it is edited.
ALTER TABLE unsynced ADD COLUMN refused TEXT;

-- A blob's row is made when its digest is first heard of (a stub), its content may come later.
-- md5: 16 bytes over the content, for the check, as a peer's digest may be that of a compressed form; NULL for a stub.
-- parts: NULL when the content is in data, else the content is cut into rows of blob_part, and data is empty.
-- at: UTC microseconds when content or stub came, so that what was just brought is not swept before it is used.
ALTER TABLE blob ADD COLUMN md5 BLOB;
ALTER TABLE blob ADD COLUMN parts INTEGER;
ALTER TABLE blob ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX blob_parts ON blob (parts) WHERE parts IS NOT NULL;
CREATE INDEX blob_stub ON blob (digest) WHERE md5 IS NULL;

-- part_no: parts << 24 | the number of the part. Parts of no blob belong to an upload, under way or given up.
CREATE TABLE blob_part (
  part_no INTEGER PRIMARY KEY,
  data BLOB NOT NULL
);

CREATE INDEX att_by_digest ON att (digest);

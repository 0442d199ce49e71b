-- SPDX-License-Identifier: Apache-2.0
-- Who did what: what each audit document is about, so that the story of one shift is a step in an index.

CREATE TABLE audit (
  doc_no INTEGER NOT NULL REFERENCES doc (doc_no),
  subject TEXT NOT NULL, -- a document, or the path of an import
  at_us INTEGER NOT NULL,
  PRIMARY KEY (doc_no, subject)
) WITHOUT ROWID;
CREATE INDEX audit_by_subject ON audit (subject, at_us);

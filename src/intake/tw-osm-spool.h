/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "intake/tw-map-meaning.h"

G_BEGIN_DECLS

/**
 * TwOsmSpool: ways and relations of a file set aside on disk until all nodes are known, since
 * nothing promises that nodes come first. Written once, then read in order or by offset. Not
 * thread-safe.
 */
typedef struct _TwOsmSpool TwOsmSpool;

/** One way (refs are nodes, roles is NULL) or relation (refs are ways, roles 'o' outer, 'i' inner).
 */
typedef struct {
  gint64 id;
  GArray *refs;   /* gint64 */
  GString *roles; /* a letter by ref */
  TwMapTags *tags;
} TwOsmRecord;

TwOsmRecord *tw_osm_record_new (void);
void tw_osm_record_free (TwOsmRecord *record);
void tw_osm_record_clear (TwOsmRecord *record);

TwOsmSpool *tw_osm_spool_new (const char *dir, GError **error);
void tw_osm_spool_free (TwOsmSpool *self);
/** @ret_offset: where it can be found again. */
gboolean tw_osm_spool_append (TwOsmSpool *self, const TwOsmRecord *record, guint64 *ret_offset,
                              GError **error);
gboolean tw_osm_spool_finish (TwOsmSpool *self, GError **error);
/** Reads the record at *@offset into @record and moves *@offset behind it; FALSE at the end. */
gboolean tw_osm_spool_read (TwOsmSpool *self, guint64 *offset, TwOsmRecord *record);
guint64 tw_osm_spool_get_size (TwOsmSpool *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwOsmRecord, tw_osm_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwOsmSpool, tw_osm_spool_free)

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-publish.h"

G_BEGIN_DECLS

/*
 * What an edition holds: the shifts of its day as documents were, and what people and posts were
 * called, so that it can be read when they are gone. Small ones stand in the document, others in
 * its attachment "shifts.json"; both have the members "shifts" (bodies of shifts with "id" and
 * "rev") and "names" (id -> name).
 */
typedef struct {
  GPtrArray *shifts; /* TwDoc, by id */
  GHashTable *names; /* char* -> char*, of people and posts */
} TwEditionContent;

TwEditionContent *tw_edition_content_new (void);
void tw_edition_content_free (TwEditionContent *self);
/** Takes a shift up as @doc is. */
void tw_edition_content_add (TwEditionContent *self, const TwDoc *doc);
/** Takes up what @frame calls the people and posts of a shift's body. */
void tw_edition_content_add_names (TwEditionContent *self, const TwRotaFrame *frame,
                                   JsonObject *shift);
/** Blocks for reading some 100 KB. Any thread. _NOT_FOUND, or NO_DATA when the content has not
 * arrived on this device yet. */
TwEditionContent *tw_edition_content_read (TwStore *store, const char *edition_id, GError **error);
/**
 * Puts the edition @id with @body (transfer full) and this content into @batch; brings the
 * attachment first where one is needed, so not for the main thread with many shifts.
 */
gboolean tw_edition_content_put (const TwEditionContent *self, TwStore *store, TwBatch *batch,
                                 const char *id, JsonObject *body, GError **error);
/** The shifts in terms of @frame, but for those of people it does not have. GPtrArray of TwShift.
 */
GPtrArray *tw_edition_content_parse (const TwEditionContent *self, TwRotaFrame *frame,
                                     GError **error);
/** Shift documents that begin in [from_us, to_us), by id. GPtrArray of TwDoc. */
GPtrArray *tw_rota_query_day (TwStore *store, gint64 from_us, gint64 to_us, GError **error);
/** "edition:2026-11-25:3". Transfer full. */
char *tw_edition_dup_id (const char *date, int number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwEditionContent, tw_edition_content_free)

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-conn.h"
#include "store/tw-types.h"

G_BEGIN_DECLS

/**
 * TwProjector: keeps the projection tables of one connection in step with the winning bodies. Works
 * inside the caller's write transaction. Search entries are gathered and written by
 * tw_projector_flush(), in the order FTS5 wants.
 */
typedef struct _TwProjector TwProjector;

TwProjector *tw_projector_new (TwConn *conn);
void tw_projector_free (TwProjector *self);

/** Takes out what @old_body put in (NULL: nothing) and puts in @new_body (NULL: nothing). */
gboolean tw_projector_update (TwProjector *self, gint64 doc_no, const TwTypeSpec *type,
                              JsonObject *old_body, JsonObject *new_body, GError **error);
/** Writes the gathered search entries; before each commit. */
gboolean tw_projector_flush (TwProjector *self, GError **error);

/** A mark for tw_projector_roll_back() when a savepoint is rolled back; 0 for the whole
 * transaction. */
guint tw_projector_mark (TwProjector *self);
void tw_projector_roll_back (TwProjector *self, guint mark);
/** Forgets cached dictionary numbers, when another process may have added some. */
void tw_projector_forget (TwProjector *self);

/** Empties all projection tables (dict keeps its numbers). */
gboolean tw_projector_clear (TwConn *conn, GError **error);
/** Fills emptied tables from the winners of @source, which may be another connection. */
gboolean tw_projector_fill (TwProjector *self, TwConn *source, GCancellable *cancellable,
                            TwProgressFunc progress, gpointer user_data, GError **error);
/** The same, when a database has the tables of format @version only. */
gboolean tw_projector_fill_as_of (TwProjector *self, TwConn *source, int version, GError **error);
/** Fills the rows of one @type, none of which are there yet; not for requests nor for what is
 * searched. */
gboolean tw_projector_fill_type (TwProjector *self, TwConn *source, const char *type,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwProjector, tw_projector_free)

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * Documents an import makes by itself (places, services, channels) under derived ids. Their attrs
 * carry a digest of what the import wrote: while it still fits the body, nobody has edited the
 * document, and a later import may renew it; once a person has changed it, imports leave it alone.
 */
typedef struct {
  char *id;
  JsonObject *body;
} TwDerivedDoc;

/** Takes @id and @body. */
TwDerivedDoc *tw_derived_doc_new (char *id, JsonObject *body);
void tw_derived_doc_free (TwDerivedDoc *doc);

/** Puts the digest of @body into its attrs (made when absent). */
void tw_derived_seal (JsonObject *body);
/** TRUE when @body carries a digest and it fits. */
gboolean tw_derived_is_untouched (JsonObject *body);
/** TRUE when @body is what the import wrote as @made, and nobody has edited it since. */
gboolean tw_derived_is_same (JsonObject *body, JsonObject *made);
/** TRUE when an import that makes @made renews the document that stands as @body. */
gboolean tw_derived_is_renewed (JsonObject *body, JsonObject *made);

typedef struct {
  gint64 n_added, n_updated, n_known;
} TwDerivedCounts;

/**
 * Writes @docs (element type TwDerivedDoc) in batches: new ones are made, changed ones renewed if
 * untouched, all others left. Adds to @counts. Blocks. Errors of the store, G_IO_ERROR_CANCELLED.
 */
gboolean tw_derived_write (TwStore *store, GPtrArray *docs, GCancellable *cancellable,
                           TwDerivedCounts *counts, GError **error);

G_END_DECLS

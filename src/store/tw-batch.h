/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-id.h"
#include "store/tw-rev.h"
#include "store/tw-store-sync.h"
#include "store/tw-types.h"

G_BEGIN_DECLS

/* The inside of a TwBatch: what the writer works on. */
typedef enum {
  TW_ITEM_EDIT,  /* a local edit or deletion */
  TW_ITEM_GRAFT, /* a replicated revision */
  TW_ITEM_META,  /* id = key, text = value */
  TW_ITEM_WAS,   /* id = key of meta, text = the value it must have; no text: none */
  TW_ITEM_LOCAL, /* a _local document: id, parent = its revision, text = body; no text deletes it */
  TW_ITEM_SENT,  /* id, path[0]: what became of a push; outcome, held_back = the peer's reason */
} TwItemKind;

typedef struct {
  TwItemKind kind;
  gboolean deleted;
  char *id;
  char *parent; /* as given: NULL, TW_REV_ANY or a revision */
  JsonObject *body;
  TwRev *path; /* newest first */
  guint n_path;
  const TwTypeSpec *type;  /* NULL: unknown here */
  gsize text_at, text_len; /* canonical body inside texts; text_len 0: none */
  char *held_back;         /* why a graft goes to quarantine, or NULL */
  TwSentOutcome outcome;
  gboolean unreadable; /* a graft without a usable id or revision: quarantine only */
  TwHlc stamp;
  GPtrArray *attachments; /* TwAttachment as given, or NULL; see tw-attach.h */
} TwItem;

struct _TwBatch {
  GArray *items; /* TwItem */
  GString *texts;
};

/** Everything about the batch that needs no database: stamps, validation, canonical bodies. Any
 * thread, once. */
gboolean tw_batch_prepare (TwBatch *self, const char *device, GError **error);
static inline TwItem *
tw_batch_item (TwBatch *self, guint i)
{
  return &g_array_index (self->items, TwItem, i);
}
static inline const char *
tw_batch_text (TwBatch *self, const TwItem *item)
{
  return self->texts->str + item->text_at;
}

/** Whether a body a peer sent may be shown. Sets its type where it has none. */
gboolean tw_batch_check_graft (const char *id, gboolean deleted, JsonObject *body, GError **error);

void tw_batch_set_meta (TwBatch *self, const char *key, const char *value);
/** Fails the whole batch (TW_STORE_ERROR_CONFLICT), in its own transaction, where @key has another
 * value than @value (NULL: none): whoever makes a value out of an old one says which. */
void tw_batch_expect_meta (TwBatch *self, const char *key, const char *value);
void tw_batch_set_local (TwBatch *self, const char *id, const char *rev, const char *body);
void tw_batch_mark_sent (TwBatch *self, const TwSent *sent);

G_END_DECLS

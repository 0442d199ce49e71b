/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-store.h"

G_BEGIN_DECLS

/*
 * Attachments: named contents of any size that belong to a revision of a document (photos, clips,
 * letters). The content is brought first and known by its digest from then on; equal contents are
 * kept once. Any thread but the main one for whatever reads or writes content.
 */

/* --- content --------------------------------------------------------------------------------- */

/** TwBlobWriter: content on its way in, in chunks of any size. For one thread at a time. */
typedef struct _TwBlobWriter TwBlobWriter;

TwBlobWriter *tw_blob_writer_new (TwStore *store);
/** Gives up what was not finished. */
void tw_blob_writer_free (TwBlobWriter *self);
/** Takes the next @len bytes; keeps at most 256 KB of them in memory. After an error only
 * tw_blob_writer_free() makes sense. */
gboolean tw_blob_writer_append (TwBlobWriter *self, gconstpointer data, gsize len, GError **error);
/**
 * The content is whole: on disk when this returns. @digest NULL: the content's own. With
 * @is_content it must be the content's own (_INVALID otherwise, and nothing is kept); without, it
 * is a peer's name for it (CouchDB's may be that of a compressed form) and is believed, but a
 * stub's length must agree. Returns the digest, "md5-" and base64 as CouchDB writes it. Transfer
 * full.
 */
char *tw_blob_writer_finish (TwBlobWriter *self, const char *digest, gboolean is_content,
                             GError **error);

/** Whether the content is here, and how long it is (@ret_len may be NULL). */
gboolean tw_store_has_blob (TwStore *self, const char *digest, gint64 *ret_len);
/**
 * Reads at most @len bytes at @offset into @buffer. Returns how many, 0 at the end, -1 on error:
 * _NOT_FOUND when the content is not here.
 */
gssize tw_store_read_blob (TwStore *self, const char *digest, gint64 offset, gpointer buffer,
                           gsize len, GError **error);
/**
 * Removes content that no revision has and that came @min_age_us ago or earlier (a day is right:
 * who brings content uses it soon), also what uploads left behind. In small steps, so others can
 * write meanwhile. @ret_n: contents and uploads removed; may be NULL.
 */
gboolean tw_store_sweep_blobs (TwStore *self, gint64 min_age_us, guint *ret_n, GError **error);

/* --- attachments of a revision ---------------------------------------------------------------- */

typedef struct {
  char *id, *rev; /* the document's */
  char *name, *content_type, *digest;
  gint64 len;
  guint revpos;  /* generation of the revision it came with */
  gboolean here; /* FALSE: a stub, the content is still to be brought */
} TwAttachment;

void tw_attachment_free (TwAttachment *attachment);
/**
 * Of the document put into the batch last: it has the content @digest, which must be here, as
 * @name. An edit keeps the other attachments of the revision it is based on. @content_type may be
 * NULL.
 */
void tw_batch_attach (TwBatch *self, const char *name, const char *content_type,
                      const char *digest);
/** Of the document put into the batch last: it has no attachment @name any more. */
void tw_batch_detach (TwBatch *self, const char *name);
/**
 * Of the document grafted last: it has @name as a peer says. Content that is not here becomes a
 * stub. What is not named in this way a grafted revision does not have.
 */
void tw_batch_attach_stub (TwBatch *self, const char *name, const char *content_type,
                           const char *digest, gint64 len, guint revpos);
/** The attachments of @rev (NULL: the winner), by name. Element type TwAttachment. */
GPtrArray *tw_store_list_attachments (TwStore *self, const char *id, const char *rev,
                                      GError **error);
/** Stubs of current revisions, each content once: what is still to be fetched. */
GPtrArray *tw_store_list_missing (TwStore *self, guint limit, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwBlobWriter, tw_blob_writer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwAttachment, tw_attachment_free)

G_END_DECLS

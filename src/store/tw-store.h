/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-clock.h"
#include "base/tw-progress.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * TW_STORE_ERROR: every failure of the store, worded for a duty officer: what happened, to which
 * file or document, and what to do.
 */
#define TW_STORE_ERROR (tw_store_error_quark ())
GQuark tw_store_error_quark (void);

typedef enum {
  /* a document breaks its type's rules: names document, field and reason */
  TW_STORE_ERROR_INVALID,
  TW_STORE_ERROR_CONFLICT,  /* the revision edited is no longer the current one */
  TW_STORE_ERROR_NOT_FOUND, /* no such document */
  TW_STORE_ERROR_FULL,      /* the disk is full: nothing was written, reading goes on */
  TW_STORE_ERROR_READ_ONLY, /* the folder cannot be written */
  TW_STORE_ERROR_CORRUPT,   /* the database fails its check: restore a backup */
  TW_STORE_ERROR_TOO_NEW,   /* written by a newer version of the program */
  TW_STORE_ERROR_BUSY,      /* another process holds the write lock for too long */
  TW_STORE_ERROR_IO,        /* anything else the disk says */
} TwStoreError;

/**
 * TwStore: the local document database of one data folder (files store.db, map.db, backups/).
 * Reference-counted; every function may be called from any thread unless it says otherwise. One
 * writer thread inside; readers take connections from a pool. See the essay in tw-store.c for the
 * invariants.
 */
typedef struct _TwStore TwStore;

typedef enum {
  TW_STORE_OPEN_DEFAULT = 0,
  TW_STORE_OPEN_CREATE = 1 << 0,    /* make folder and files when missing */
  TW_STORE_OPEN_READ_ONLY = 1 << 1, /* never write, even where it would be possible */
  TW_STORE_OPEN_NO_CHECK = 1 << 2,  /* skip quick_check (tests and bench only) */
} TwStoreFlags;

/**
 * Opens @dir: quick_check, migrations (with a backup before each), recovery of a killed writer. A
 * folder that cannot be written opens for reading; see tw_store_dup_read_only_reason(). One on a
 * full disk becomes writable by itself when there is room.
 * TW_STORE_ERROR_CORRUPT, _TOO_NEW, _NOT_FOUND, _IO.
 */
TwStore *tw_store_open (const char *dir, TwStoreFlags flags, TwClock *clock, GError **error);
TwStore *tw_store_ref (TwStore *self);
void tw_store_unref (TwStore *self);
const char *tw_store_get_dir (TwStore *self);
/**
 * NULL while writing works; else why not, in words for the screen. Transfer full. Comes and goes
 * with a full disk; watches are called then.
 */
char *tw_store_dup_read_only_reason (TwStore *self);
/** This device's name in documents and stamps ("device" field); stored in meta. */
const char *tw_store_get_device (TwStore *self);
/** The HLC of the next local write; a test or the simulator may pin device and clock by this. */
void tw_store_set_device (TwStore *self, const char *device);

/* --- documents ------------------------------------------------------------------------------- */

#define TW_DOC_MAX_BODY (64 * 1024)

/** A document as read. @body is shared and must not be changed. */
typedef struct {
  char *id;
  char *rev; /* "3-0f..." (32 lower-case hex digits) */
  gboolean deleted;
  gboolean conflicted; /* more than one leaf is alive */
  gint64 seq;
  JsonObject *body;
} TwDoc;

void tw_doc_free (TwDoc *doc);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwDoc, tw_doc_free)

/** The winning revision. NULL with _NOT_FOUND when absent or deleted. */
TwDoc *tw_store_get (TwStore *self, const char *id, GError **error);

/** The canonical JSON text of the winning revision, without parsing it: the cheapest point read.
 * Errors as above. */
char *tw_store_get_body_text (TwStore *self, const char *id, GError **error);

/** TwBatch: writes that become true together or not at all. Not thread-safe while it is filled. */
typedef struct _TwBatch TwBatch;

#define TW_REV_ANY "*" /* as parent: whatever is current, also nothing */

TwBatch *tw_batch_new (void);
void tw_batch_free (TwBatch *self);
/**
 * Adds a local edit. @parent_rev NULL creates (a conflict when the document is alive), TW_REV_ANY
 * replaces or creates. @body is taken (transfer full); the store adds "type", "hlc" and "device"
 * members itself.
 */
void tw_batch_put (TwBatch *self, const char *id, const char *parent_rev, JsonObject *body);
void tw_batch_delete (TwBatch *self, const char *id, const char *parent_rev);
/**
 * Adds a replicated revision (new_edits:false): @path are "gen-hash" strings newest first,
 * NULL-terminated; @body NULL when only the ancestry is known. Validated like a local edit, but a
 * failure goes to quarantine, not to the caller.
 */
void tw_batch_graft (TwBatch *self, const char *id, const char *const *path, gboolean deleted,
                     JsonObject *body);
guint tw_batch_get_size (TwBatch *self);

typedef struct {
  gint64 last_seq;   /* seq of the last document written */
  guint n_written;   /* documents that changed */
  guint n_unchanged; /* writes equal to what was there */
  guint n_quarantined;
  gboolean pending; /* of a bulk: taken, but not committed yet */
} TwWriteResult;

/**
 * The one write path: validate by type -> append the revision -> update the projections, in one
 * transaction -> announce after commit. Blocks until committed (synchronous=FULL), from any thread
 * but the main one for more than a handful of documents. The batch is consumed also on failure.
 * @ret_result may be NULL.
 */
gboolean tw_store_put (TwStore *self, TwBatch *batch, TwWriteResult *ret_result, GError **error);

/**
 * TwBulk: many batches of one import that share transactions. Most of what a batch writes are pages
 * of indexes in no order, so the more rows a commit has, the fewer bytes each costs.
 */
typedef struct _TwBulk TwBulk;

TwBulk *tw_bulk_new (void);
void tw_bulk_unref (TwBulk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwBulk, tw_bulk_unref)
/**
 * As tw_store_put(), but with @more the commit may wait for the batches that follow: then
 * @ret_result says pending, readers do not see the batch yet, and a crash takes it and all pending
 * ones before it. Without @more it blocks until everything of the bulk is on disk. Pending batches
 * are committed in order, at the latest with the next write of anybody, when nothing follows for
 * half a second, after some seconds, or when the store is closed. When that fails, the bulk's later
 * batches fail with the same error and change nothing: what is committed is always a head of it.
 */
gboolean tw_store_put_bulk (TwStore *self, TwBulk *bulk, TwBatch *batch, gboolean more,
                            TwWriteResult *ret_result, GError **error);
void tw_store_put_async (TwStore *self, TwBatch *batch, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
gboolean tw_store_put_finish (TwStore *self, GAsyncResult *result, TwWriteResult *ret_result,
                              GError **error);

/* --- change feed ----------------------------------------------------------------------------- */

typedef struct {
  gint64 seq;
  char *id;
  char *rev;
  gboolean deleted;
} TwChange;

void tw_change_free (TwChange *change);
/** Changes after @since in order of seq, at most @limit. Element type TwChange, transfer full. */
GPtrArray *tw_store_list_changes (TwStore *self, gint64 since, guint limit, GError **error);
gint64 tw_store_get_last_seq (TwStore *self);

/**
 * Called after a commit, in the context of the watch, with the range (@from_seq, @to_seq]; bursts
 * may be folded into one. Also when tw_store_dup_read_only_reason() turned from or to NULL: then
 * the range may be empty.
 */
typedef void (*TwStoreWatchFunc) (TwStore *store, gint64 from_seq, gint64 to_seq,
                                  gpointer user_data);
/**
 * Watches commits of this process and (polled each half second by data_version) of others. @context
 * NULL: the main one.
 */
guint tw_store_watch (TwStore *self, GMainContext *context, TwStoreWatchFunc func,
                      gpointer user_data, GDestroyNotify destroy);
void tw_store_unwatch (TwStore *self, guint watch_id);

/* --- local documents and meta ---------------------------------------------------------------- */

/** Small facts of this device that never sync (clock of the drill, column mappings used last). */
gboolean tw_store_set_meta (TwStore *self, const char *key, const char *value, GError **error);
char *tw_store_dup_meta (TwStore *self, const char *key);

/* --- care ------------------------------------------------------------------------------------ */

/**
 * Online backup of store.db and map.db into @dest_dir (made when missing; must hold no database).
 */
gboolean tw_store_backup (TwStore *self, const char *dest_dir, GCancellable *cancellable,
                          TwProgressFunc progress, gpointer user_data, GError **error);
/**
 * Makes a backup in DIR/backups/YYYYMMDD-HHMMSS (UTC) when the newest one there, of whatever name,
 * is @max_age_us or older, and keeps the newest @keep (at least 1) of those made here; others are
 * never removed. TRUE also when none is due: an empty store and one opened for reading have none.
 * Takes as long as copying the files: not for the main thread. _FULL without touching the disk when
 * less than twice the databases' size is free; a backup that fails or is cancelled is taken away.
 */
gboolean tw_store_backup_if_due (TwStore *self, gint64 max_age_us, guint keep,
                                 GCancellable *cancellable, GError **error);
/**
 * Path of the newest backup in @dir/backups that passes its own check, or NULL. Works without an
 * open store.
 */
char *tw_store_find_newest_backup (const char *dir);
/**
 * Whether the databases of @dir may be exchanged for others: _BUSY while this or another process
 * has one of them open, as what it writes from then on would be lost. Waits up to 3 s for one that
 * is being closed, so not for the main thread. Does not see readers of a folder that cannot be
 * written.
 */
gboolean tw_store_check_unused (const char *dir, GError **error);
/**
 * Puts @backup_dir in place of the databases of @dir; the broken files are kept as *.broken-TIME.
 * _BUSY while anybody has them open.
 */
gboolean tw_store_restore (const char *dir, const char *backup_dir, GError **error);
/** integrity_check, foreign keys, and that projections equal a rebuild from documents. */
gboolean tw_store_check (TwStore *self, GCancellable *cancellable, TwProgressFunc progress,
                         gpointer user_data, GError **error);
/**
 * SHA-256 hex over (id, rev, body) of all winners in order of id: equal stores give equal digests.
 */
char *tw_store_digest (TwStore *self, GError **error);
/** SHA-256 hex over every projection table in key order. */
char *tw_store_projection_digest (TwStore *self, GError **error);
/**
 * Validates what is held back once more, and drops and refills all projections from documents, in
 * one transaction. @ret_n_released (may be NULL): held back before, good now.
 */
gboolean tw_store_rebuild_projections (TwStore *self, guint *ret_n_released, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwStore, tw_store_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwBatch, tw_batch_free)

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-batch.h"
#include "store/tw-conn.h"
#include "store/tw-hints.h"
#include "store/tw-tree.h"

G_BEGIN_DECLS

/* How the files of a folder can be reached; see tw-open.c. */
typedef struct {
  char *dir, *path; /* path of store.db, for messages */
  char *uri;        /* what readers open */
  int reader_flags;
  char *read_only_reason; /* NULL: can be written */
  char *private_dir;      /* a copy made for reading, removed at the end */
  gboolean immutable;     /* read without locks: see tw_reader_is_fresh() */
  gboolean wants_room;    /* read-only only until the disk has room again */
  TwConn *writer;         /* NULL when read-only */
  gint n_conns;           /* atomic: other connections made through it */
} TwAccess;

struct _TwStore {
  gint refs; /* atomic */
  /* How the folder was opened, and how after a full disk had room again; only read once they stand
   * in access. */
  TwAccess opened, recovered;
  TwAccess *access; /* atomic: the one of them to be used now */
  TwStoreFlags flags;
  TwClock *clock;
  TwRevalidated revalidated; /* under lock */

  GMutex lock;        /* guards all down to the next comment */
  const char *device; /* interned */
  TwHlc hlc;
  char *reason; /* why writing fails at present */
  GQueue queue; /* Job */
  GCond queue_cond, done_cond;
  gboolean quit;
  GHashTable *watches; /* id -> Watch */
  guint last_watch_id;

  /* the writer thread's own, or the polling one's */
  GThread *thread;
  TwTree *tree;
  gint64 data_version;
  gint64 announced_seq;
  gint64 retry_us, retry_delay_us; /* monotonic: when to try again whether there is room */
  int wal_frames;
  gboolean holding; /* a transaction of bulks is open between groups */
  gint64 held_us;   /* monotonic: since when */
  guint held_items;
  GPtrArray *bulks; /* TwBulk with batches in it */
  GThreadPool *preparers;

  TwHints *hints;
  GMutex pool_lock;
  GPtrArray *idle_readers; /* TwConn */
  GPtrArray *warm_readers; /* TwConn inside a read transaction */
  guint epoch;             /* atomic: grows with each commit */
};

/* tw-open.c */
gboolean tw_access_open (const char *dir, TwStoreFlags flags, TwAccess *ret_access, GError **error);
/**
 * Opens for writing what wanted room at @old, now that there is some. FALSE while there is not, or
 * where something else stands in the way.
 */
gboolean tw_access_recover (const TwAccess *old, TwStoreFlags flags, TwAccess *ret_access);
void tw_access_clear (TwAccess *access);
/** Whether @dir has room to write in, with some to spare. */
gboolean tw_access_has_room (const char *dir);

static inline TwAccess *
tw_store_access (TwStore *self)
{
  return g_atomic_pointer_get (&self->access);
}

/* tw-reader.c: a pooled reader; always give it back. */
TwConn *tw_store_borrow_reader (TwStore *self, GError **error);
/** A reading connection of the caller's own, outside the pool. */
TwConn *tw_store_open_reader (TwStore *self, GError **error);
/** Drops the readers nobody holds that were opened through another access than the present one. */
void tw_store_drop_old_readers (TwStore *self);
void tw_store_return_reader (TwStore *self, TwConn *conn);
/** FALSE when @conn reads a file as one that never changes, and it did. */
gboolean tw_reader_is_fresh (TwStore *self, TwConn *conn);

typedef struct {
  TwStore *store;
  TwConn *conn;
  gboolean warm;
} TwReader;

/** A reader for the scope; @conn is NULL and @error set on failure. */
TwReader tw_reader_get (TwStore *self, GError **error);
/** The same for single reads in quick succession: may show a state up to 0.1 s old of what other
 * processes write. */
TwReader tw_reader_get_warm (TwStore *self, GError **error);
void tw_reader_clear (TwReader *reader);
/** Ends the transactions of readers nobody holds, so that the log can be checkpointed. */
void tw_store_cool_readers (TwStore *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwReader, tw_reader_clear)

/* tw-store.c: the columns a document is read from, of doc d and rev r. */
#define TW_DOC_COLUMNS                                                                             \
  "d.id, d.seq, EXISTS (SELECT 1 FROM rev o WHERE o.doc_no = d.doc_no AND o.leaf = 1 AND "         \
  "o.rev_no <> d.win_rev"                                                                          \
  " AND o.deleted = 0), r.gen, r.hash, r.body, d.win_deleted, d.type IS NULL"
TwDoc *tw_store_read_doc (TwConn *conn, TwStmt *stmt, GError **error);
/** The text of the revision in two columns; NULL when there is none. */
char *tw_store_column_rev (TwStmt *stmt, int gen_col, int hash_col);
/** _NOT_FOUND; always FALSE. */
gboolean tw_store_set_not_found (const char *id, GError **error);

/** Takes device and clock from what is stored; the clock never goes back. */
void tw_store_load_identity (TwStore *self);
/** FALSE when the last reference is gone already. */
gboolean tw_store_try_ref (TwStore *self);

/* tw-writer.c */
/** Marks a thread that the end of a store waits for, so that it cannot carry out that end itself.
 */
extern GPrivate tw_writer_own_thread;
gboolean tw_writer_start (TwStore *self, GError **error);
/** In a store opened for reading, a thread that watches for commits of other processes, and becomes
 * the writer when a disk that was full has room again. */
void tw_writer_start_polling (TwStore *self);
/** Drains the queue and joins the thread. */
void tw_writer_stop (TwStore *self);
/** @bulk NULL: a batch of its own. */
gboolean tw_writer_put (TwStore *self, TwBatch *batch, TwBulk *bulk, gboolean more,
                        TwWriteResult *ret_result, GError **error);
/** Runs @func in the writer's thread between commits, and waits. */
typedef gboolean (*TwWriterFunc) (TwTree *tree, gpointer user_data, GError **error);
gboolean tw_writer_call (TwStore *self, TwWriterFunc func, gpointer user_data, GError **error);

/* tw-watch.c */
void tw_watch_announce (TwStore *self, gint64 from_seq, gint64 to_seq);
void tw_watch_clear (TwStore *self);

G_END_DECLS

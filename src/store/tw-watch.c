// SPDX-License-Identifier: Apache-2.0
#include "store/tw-store-private.h"

/*
 * Watches. A commit widens the pending range of each watch and attaches one idle source to its
 * context unless one waits already, so a burst of commits is one call. A watch outlives its removal
 * while a call is under way in its context.
 */

typedef struct {
  gatomicrefcount refs;
  GMainContext *context;
  TwStoreWatchFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  GMutex lock;    /* guards the rest */
  TwStore *store; /* NULL once removed */
  gboolean pending;
  gint64 from_seq, to_seq;
} Watch;

static void
watch_unref (gpointer data)
{
  Watch *watch = data;

  if (!g_atomic_ref_count_dec (&watch->refs))
    return;
  if (watch->destroy)
    watch->destroy (watch->user_data);
  g_main_context_unref (watch->context);
  g_mutex_clear (&watch->lock);
  g_free (watch);
}

/* Afterwards no call begins any more. Drops the store's reference. */
static void
watch_end (Watch *watch)
{
  g_mutex_lock (&watch->lock);
  watch->store = NULL;
  g_mutex_unlock (&watch->lock);
  watch_unref (watch);
}

static gboolean
watch_dispatch_cb (gpointer data)
{
  Watch *watch = data;

  g_mutex_lock (&watch->lock);
  /* A reference, as the callback may drop the caller's last one; none when the store is ending just
   * now. */
  TwStore *store = watch->store && tw_store_try_ref (watch->store) ? watch->store : NULL;
  gint64 from = watch->from_seq, to = watch->to_seq;
  watch->pending = FALSE;
  g_mutex_unlock (&watch->lock);

  if (store)
    {
      watch->func (store, from, to, watch->user_data);
      tw_store_unref (store);
    }
  return G_SOURCE_REMOVE;
}

static void
watch_push (Watch *watch, gint64 from_seq, gint64 to_seq)
{
  g_mutex_lock (&watch->lock);
  gboolean waits = watch->pending;
  if (!waits)
    watch->from_seq = from_seq;
  watch->to_seq = to_seq;
  watch->pending = TRUE;
  g_mutex_unlock (&watch->lock);
  if (waits)
    return;

  g_atomic_ref_count_inc (&watch->refs);
  g_autoptr (GSource) source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, watch_dispatch_cb, watch, watch_unref);
  g_source_attach (source, watch->context);
}

void
tw_watch_announce (TwStore *self, gint64 from_seq, gint64 to_seq)
{
  GHashTableIter iter;
  gpointer watch;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->watches);
  while (g_hash_table_iter_next (&iter, NULL, &watch))
    watch_push (watch, from_seq, to_seq);
  g_mutex_unlock (&self->lock);
}

guint
tw_store_watch (TwStore *self, GMainContext *context, TwStoreWatchFunc func, gpointer user_data,
                GDestroyNotify destroy)
{
  g_return_val_if_fail (self && func, 0);

  Watch *watch = g_new0 (Watch, 1);
  g_atomic_ref_count_init (&watch->refs);
  g_mutex_init (&watch->lock);
  watch->store = self;
  watch->context = g_main_context_ref (context ? context : g_main_context_default ());
  watch->func = func;
  watch->user_data = user_data;
  watch->destroy = destroy;

  g_mutex_lock (&self->lock);
  guint id = ++self->last_watch_id;
  g_hash_table_insert (self->watches, GUINT_TO_POINTER (id), watch);
  g_mutex_unlock (&self->lock);
  return id;
}

void
tw_store_unwatch (TwStore *self, guint watch_id)
{
  gpointer watch = NULL;

  g_return_if_fail (self);

  g_mutex_lock (&self->lock);
  g_hash_table_steal_extended (self->watches, GUINT_TO_POINTER (watch_id), NULL, &watch);
  g_mutex_unlock (&self->lock);
  if (watch)
    watch_end (watch);
}

void
tw_watch_clear (TwStore *self)
{
  GHashTableIter iter;
  gpointer watch;

  g_hash_table_iter_init (&iter, self->watches);
  while (g_hash_table_iter_next (&iter, NULL, &watch))
    {
      g_hash_table_iter_steal (&iter);
      watch_end (watch);
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "store/tw-store-private.h"

/*
 * Watches. A commit widens the pending range of each watch and attaches one idle source to its
 * context unless one waits already, so a burst of commits is one call. A watch outlives its removal
 * while a call is under way in its context.
 */

typedef struct {
  gatomicrefcount refs;
  TwStore *store; /* not owned: the store removes its watches before it ends */
  GMainContext *context;
  TwStoreWatchFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  /* guarded by the store's lock */
  gboolean removed, pending;
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
  g_free (watch);
}

static gboolean
watch_dispatch_cb (gpointer data)
{
  Watch *watch = data;
  TwStore *store = watch->store;

  g_mutex_lock (&store->lock);
  gboolean live = !watch->removed;
  gint64 from = watch->from_seq, to = watch->to_seq;
  watch->pending = FALSE;
  if (live)
    tw_store_ref (store); /* the callback may drop the caller's last reference */
  g_mutex_unlock (&store->lock);

  if (live)
    {
      watch->func (store, from, to, watch->user_data);
      tw_store_unref (store);
    }
  return G_SOURCE_REMOVE;
}

/* With the store's lock held. */
static void
watch_push (Watch *watch, gint64 from_seq, gint64 to_seq)
{
  if (watch->pending)
    {
      watch->to_seq = to_seq;
      return;
    }
  watch->pending = TRUE;
  watch->from_seq = from_seq;
  watch->to_seq = to_seq;
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
  watch->store = self;
  watch->context = g_main_context_ref (context ? context : g_main_context_default ());
  watch->func = func;
  watch->user_data = user_data;
  watch->destroy = destroy;

  g_mutex_lock (&self->lock);
  guint id = ++self->last_watch_id;
  g_hash_table_insert (self->watches, GUINT_TO_POINTER (id), watch);
  self->n_watches++;
  g_cond_signal (&self->queue_cond); /* the writer begins to look for other processes' commits */
  g_mutex_unlock (&self->lock);
  return id;
}

void
tw_store_unwatch (TwStore *self, guint watch_id)
{
  gpointer watch = NULL;

  g_return_if_fail (self);

  g_mutex_lock (&self->lock);
  if (g_hash_table_steal_extended (self->watches, GUINT_TO_POINTER (watch_id), NULL, &watch))
    {
      ((Watch *) watch)->removed = TRUE;
      self->n_watches--;
    }
  g_mutex_unlock (&self->lock);
  if (watch)
    watch_unref (watch);
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
      ((Watch *) watch)->removed = TRUE;
      watch_unref (watch);
    }
}

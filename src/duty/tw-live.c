// SPDX-License-Identifier: Apache-2.0
/*
 * The worker of an open folder. One thread with a main context of its own; everything here but the
 * public functions and deliver_cb() runs in it.
 *
 * store watch ---> arrived (rows since the last seq) ---> demand snapshot ---> news drill timer
 * ---> simulator files requests -----------^      | forecast timer <------------ dirty, at most
 * every 2 s -------+ ---> outlook ---> news
 *
 * Requests are kept twice: `history` (26 weeks, what the forecast needs) and the snapshot of eight
 * days that the heat map reads. A change of anything but requests loads everything again, which
 * takes some 100 ms and happens after imports only: when nothing has been written for a moment, or
 * when that has not come for a while.
 */
#include "config.h"

#include "duty/tw-live.h"

#include "base/tw-json.h"
#include "duty/tw-demand-private.h"
#include "duty/tw-demo.h"
#include "duty/tw-history.h"
#include "duty/tw-outlook-private.h"
#include "duty/tw-outlook-save.h"
#include "duty/tw-street-private.h"
#include "store/tw-attach.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FEED_INTERVAL_MS 250
#define FORECAST_INTERVAL_MS 2000
#define MAX_LIVE_CHANGES 4000
/* An import, perhaps of another program, writes batch after batch: load when it pauses, at the
 * latest after so long. */
#define RELOAD_DELAY_US (700 * G_TIME_SPAN_MILLISECOND)
#define RELOAD_LATEST_US (10 * G_TIME_SPAN_SECOND)
#define RETRY_DELAY_MS 5000
#define BACKUP_INTERVAL_MS (60 * 60 * 1000)
#define BACKUP_AGE_US TW_US_PER_DAY
#define BACKUP_KEEP 3
#define SWEEP_INTERVAL_MS (6 * BACKUP_INTERVAL_MS)
#define SWEEP_AGE_US TW_US_PER_DAY
#define CLOCK_INTERVAL_US (10 * G_USEC_PER_SEC)
#define META_FEED_TO "drill.fed_us"

struct _TwLive {
  gatomicrefcount refs;
  TwStore *store;
  TwMapPack *map;
  GMainContext *owner; /* where news go */
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GCancellable *cancellable;
  TwLiveFunc func;
  gpointer user_data;
  gint stopped, held; /* atomic */

  GMutex lock; /* guards clock */
  TwClock *clock;

  /* The worker's own. */
  TwStreet *street;
  TwHistory *history;
  gint64 seq;
  TwSimFeed *feed;
  gboolean want_feed, put_failed;
  gint64 fed_us, fed_saved_us;
  gint64 clock_saved_us; /* monotonic */
  gint64 outlook_origin_us, saved_origin_us;
  gboolean dirty;
  GSource *reload;         /* NULL: none is due */
  gint64 reload_latest_us; /* monotonic */
  guint watch_id;
};

static TwLive *
live_ref (TwLive *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
live_unref (TwLive *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->street, tw_street_unref);
  g_clear_pointer (&self->history, tw_history_free);
  g_clear_pointer (&self->reload, g_source_unref);
  g_clear_pointer (&self->feed, tw_sim_feed_free);
  g_clear_pointer (&self->clock, tw_clock_unref);
  tw_map_pack_unref (self->map);
  tw_store_unref (self->store);
  g_object_unref (self->cancellable);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_main_context_unref (self->owner);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gint64
live_now (TwLive *self)
{
  g_autoptr (TwClock) clock = NULL;

  g_mutex_lock (&self->lock);
  clock = tw_clock_ref (self->clock);
  g_mutex_unlock (&self->lock);
  return tw_clock_now_us (clock);
}

static gboolean
live_is_drill (TwLive *self)
{
  gboolean drill;

  g_mutex_lock (&self->lock);
  drill = tw_clock_is_drill (self->clock);
  g_mutex_unlock (&self->lock);
  return drill;
}

/* --- news --------------------------------------------------------------------------------------
 */

typedef struct {
  TwLive *live;
  TwLiveNews news;
} Delivery;

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_clear_pointer (&delivery->news.street, tw_street_unref);
  g_clear_pointer (&delivery->news.demand, tw_demand_unref);
  g_clear_pointer (&delivery->news.outlook, tw_outlook_unref);
  g_free (delivery->news.problem);
  live_unref (delivery->live);
  g_free (delivery);
}

static gboolean
deliver_cb (gpointer user_data)
{
  Delivery *delivery = user_data;

  if (!g_atomic_int_get (&delivery->live->stopped))
    delivery->live->func (&delivery->news, delivery->live->user_data);
  return G_SOURCE_REMOVE;
}

/* Takes the contents of @news. */
static void
tell (TwLive *self, const TwLiveNews *news)
{
  Delivery *delivery = g_new0 (Delivery, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  delivery->live = live_ref (self);
  delivery->news = *news;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, delivery, delivery_free);
  g_source_attach (source, self->owner);
}

static void
tell_problem (TwLive *self, const GError *error)
{
  TwLiveNews news = { .problem = g_strdup (error->message) };

  tell (self, &news);
}

/* --- loading -----------------------------------------------------------------------------------
 */

static TwDemand *
snapshot (TwLive *self, gint64 now_us)
{
  gint64 from_us = tw_time_floor (now_us, TW_US_PER_HOUR) - TW_DEMAND_SPAN_US;
  g_autoptr (GArray) rows = tw_history_slice (self->history, from_us, now_us + 1);
  TwDemand *demand = tw_demand_new (rows, from_us, now_us + 1);

  tw_query_request_totals (self->store, &demand->totals, NULL);
  return demand;
}

static void
load_feed (TwLive *self, gint64 now_us)
{
  g_autofree char *text = NULL;

  g_clear_pointer (&self->feed, tw_sim_feed_free);
  if (!self->want_feed || !live_is_drill (self))
    return;
  self->feed = tw_sim_feed_new (self->store, NULL);
  if (self->fed_us != 0)
    return;
  text = tw_store_dup_meta (self->store, META_FEED_TO);
  self->fed_us = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
  if (self->fed_us == 0)
    {
      g_autofree char *start = tw_store_dup_meta (self->store, TW_META_DRILL_START);

      self->fed_us = start != NULL ? g_ascii_strtoll (start, NULL, 10) : now_us;
    }
}

static void
forget_reload (TwLive *self)
{
  if (self->reload != NULL)
    g_source_destroy (self->reload);
  g_clear_pointer (&self->reload, g_source_unref);
}

static gboolean
load (TwLive *self, GError **error)
{
  gint64 now_us = live_now (self);
  gint64 seq = tw_store_get_last_seq (self->store);
  g_autoptr (TwStreet) street = tw_street_load (self->store, self->map, error);
  g_autoptr (GArray) rows = NULL;
  TwLiveNews news = { .loaded = TRUE };

  if (street == NULL)
    return FALSE;
  forget_reload (self);
  rows = tw_query_requests (self->store, now_us - TW_HISTORY_SPAN_US, G_MAXINT64, error);
  if (rows == NULL)
    return FALSE;
  g_clear_pointer (&self->street, tw_street_unref);
  self->street = tw_street_ref (street);
  g_clear_pointer (&self->history, tw_history_free);
  self->history = tw_history_new (g_steal_pointer (&rows));
  self->seq = seq;
  self->dirty = TRUE;
  news.street = g_steal_pointer (&street);
  news.demand = snapshot (self, now_us);
  tell (self, &news);
  return TRUE;
}

/* --- forecast ----------------------------------------------------------------------------------
 */

static void
forecast (TwLive *self)
{
  gint64 now_us = live_now (self);
  g_autoptr (GError) error = NULL;
  TwLiveNews news = { 0 };
  guint n = tw_history_find (self->history, now_us);

  self->dirty = FALSE;
  news.outlook =
      tw_outlook_compute (self->street, (TwRequestRow *) (void *) self->history->rows->data, n,
                          now_us, self->cancellable, &error);
  if (news.outlook == NULL)
    {
      /* Not again every two seconds: the next try comes with the next hour or the next request. */
      self->outlook_origin_us = tw_time_floor (now_us, TW_US_PER_HOUR);
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        tell_problem (self, error);
      return;
    }
  self->outlook_origin_us = tw_outlook_get_origin_us (news.outlook);
  if (tw_outlook_is_ready (news.outlook) && self->saved_origin_us != self->outlook_origin_us)
    {
      self->saved_origin_us = self->outlook_origin_us;
      tw_outlook_save (news.outlook, self->street, self->store, NULL);
    }
  tell (self, &news);
}

static gboolean
forecast_cb (gpointer user_data)
{
  TwLive *self = user_data;
  gboolean new_hour;

  if (self->history == NULL)
    return G_SOURCE_CONTINUE;
  new_hour = tw_time_floor (live_now (self), TW_US_PER_HOUR) != self->outlook_origin_us;
  if (new_hour)
    {
      /* The slider moves on even when nothing arrives. */
      TwLiveNews news = { .demand = snapshot (self, live_now (self)) };

      /* A console runs for weeks: what a load would no longer fetch goes. */
      tw_history_trim (self->history, live_now (self) - TW_HISTORY_SPAN_US);
      tell (self, &news);
    }
  if (self->dirty || new_hour)
    forecast (self);
  return G_SOURCE_CONTINUE;
}

/* --- changes -----------------------------------------------------------------------------------
 */

/* What this worker writes itself, and what nothing it hands out is made from: rosters. */
static gboolean
is_others_business (const char *id)
{
  static const char *const types[] = { "forecast:", "audit:",  "shift:", "roster:",
                                       "edition:",  "notice:", "claim:", "template:",
                                       "officer:",  "post:",   "tide:",  "rulepack:" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_has_prefix (id, types[i]))
      return TRUE;
  return FALSE;
}

/* Whether only requests changed, and what is none of this worker's business: the cheap case. */
static gboolean
only_requests (GPtrArray *changes, guint *ret_n_requests)
{
  guint n = 0;

  for (guint i = 0; i < changes->len; i++)
    {
      const TwChange *change = changes->pdata[i];

      if (is_others_business (change->id))
        continue;
      if (change->deleted || !g_str_has_prefix (change->id, "request:"))
        return FALSE;
      n++;
    }
  *ret_n_requests = n;
  return TRUE;
}

static gboolean
knows_label (GArray *labels, guint number)
{
  return number < labels->len && !g_array_index (labels, TwLabel, number).gone;
}

static gboolean
knows_labels (TwStreet *street, const TwRequestRow *row)
{
  return knows_label (street->services, row->service)
         && knows_label (street->channels, row->channel)
         && row->community < street->communities->len
         && !g_array_index (street->communities, TwCommunity, row->community).label.gone;
}

/* FALSE when only a reload can take the rows in: one names a service or community that the street
 * does not have yet. */
static gboolean
append_rows (TwLive *self, GArray *rows, guint *ret_n_new)
{
  for (guint i = 0; i < rows->len; i++)
    if (!knows_labels (self->street, &g_array_index (rows, TwRequestRow, i)))
      return FALSE;
  *ret_n_new = tw_history_add (self->history, rows, live_now (self) - TW_HISTORY_SPAN_US);
  return TRUE;
}

static void schedule_reload (TwLive *self);

static void
follow (TwLive *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes =
      tw_store_list_changes (self->store, self->seq, MAX_LIVE_CHANGES + 1, &error);
  g_autoptr (GArray) rows = NULL;
  gint64 seq_read;
  TwLiveNews news = { 0 };
  guint n_requests = 0;

  if (changes == NULL)
    {
      tell_problem (self, error);
      return;
    }
  if (changes->len == 0)
    return;
  if (changes->len <= MAX_LIVE_CHANGES && only_requests (changes, &n_requests))
    rows = tw_query_requests_since (self->store, self->seq, &seq_read, &error);
  /*
   * Fewer rows than changed requests: one was held back or deleted since, and its old row must go.
   */
  if (rows == NULL || rows->len < n_requests || !append_rows (self, rows, &news.n_arrived))
    {
      schedule_reload (self);
      return;
    }
  /*
   * Only as far as the listed changes: the rows may come from a later state, whose other changes
   * nobody has looked at.
   */
  self->seq = ((TwChange *) changes->pdata[changes->len - 1])->seq;
  if (rows->len == 0)
    return;
  self->dirty = TRUE;
  news.demand = snapshot (self, live_now (self));
  tell (self, &news);
}

static void
watch_cb (TwStore *store, gint64 from_seq, gint64 to_seq, gpointer user_data)
{
  TwLive *self = user_data;

  if (self->history == NULL || to_seq <= self->seq)
    return;
  if (self->reload != NULL)
    schedule_reload (self);
  else
    follow (self);
}

/* --- the simulator -----------------------------------------------------------------------------
 */

static void
save_fed (TwLive *self)
{
  g_autofree char *text = NULL;

  if (self->fed_us - self->fed_saved_us < TW_US_PER_MIN)
    return;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, self->fed_us);
  if (tw_store_set_meta (self->store, META_FEED_TO, text, NULL))
    self->fed_saved_us = self->fed_us;
}

/* Where the drill stands, so that a killed console goes on within ten seconds of it. */
static void
save_clock (TwLive *self)
{
  g_autofree char *text = NULL;

  if (g_get_monotonic_time () - self->clock_saved_us < CLOCK_INTERVAL_US)
    return;
  self->clock_saved_us = g_get_monotonic_time ();
  text = g_strdup_printf ("%" G_GINT64_FORMAT, live_now (self));
  tw_store_set_meta (self->store, TW_META_DRILL_NOW, text, NULL);
}

static gboolean
feed_cb (gpointer user_data)
{
  TwLive *self = user_data;
  g_autoptr (TwBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  gint64 now_us = live_now (self);

  if (self->feed == NULL || now_us <= self->fed_us)
    return G_SOURCE_CONTINUE;
  save_clock (self);
  batch = tw_batch_new ();
  if (tw_sim_feed_fill (self->feed, self->fed_us, now_us, batch) > 0
      && !tw_store_put (self->store, g_steal_pointer (&batch), NULL, &error))
    {
      /*
       * Said once; the same span is tried again, so nothing is lost when the disk has room again.
       */
      if (!self->put_failed)
        tell_problem (self, error);
      self->put_failed = TRUE;
      return G_SOURCE_CONTINUE;
    }
  self->put_failed = FALSE;
  self->fed_us = now_us;
  save_fed (self);
  return G_SOURCE_CONTINUE;
}

/* --- the thread --------------------------------------------------------------------------------
 */

static void
attach (TwLive *self, GSource *source, GSourceFunc func)
{
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

/*
 * A copy a day, the newest three kept: what is offered when the database turns out to be damaged
 * one morning.
 */
static gboolean
backup_cb (gpointer user_data)
{
  TwLive *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!tw_store_backup_if_due (self->store, BACKUP_AGE_US, BACKUP_KEEP, self->cancellable, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell_problem (self, error);
  return G_SOURCE_CONTINUE;
}

/* Content that nothing names any more; a folder that cannot be written now is asked again. */
static gboolean
sweep_cb (gpointer user_data)
{
  TwLive *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!tw_store_sweep_blobs (self->store, SWEEP_AGE_US, NULL, &error))
    g_info ("unused attachments stay: %s", error->message);
  return G_SOURCE_CONTINUE;
}

static gboolean load_cb (gpointer user_data);

static void
load_all (TwLive *self)
{
  g_autoptr (GError) error = NULL;

  load_feed (self, live_now (self));
  if (!load (self, &error))
    {
      tell_problem (self, error);
      attach (self, g_timeout_source_new (RETRY_DELAY_MS), load_cb);
      return;
    }
  forecast (self);
  backup_cb (self);
}

static gboolean
load_cb (gpointer user_data)
{
  load_all (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
reload_cb (gpointer user_data)
{
  TwLive *self = user_data;
  g_autoptr (GError) error = NULL;

  forget_reload (self);
  if (g_atomic_int_get (&self->held))
    {
      schedule_reload (self);
      return G_SOURCE_REMOVE;
    }
  if (!load (self, &error))
    {
      tell_problem (self, error);
      attach (self, g_timeout_source_new (RETRY_DELAY_MS), load_cb);
    }
  return G_SOURCE_REMOVE;
}

/* Sets the reload, or puts it off because more has come. */
static void
schedule_reload (TwLive *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->reload == NULL)
    {
      self->reload_latest_us = now_us + RELOAD_LATEST_US;
      self->reload = g_source_ref (g_timeout_source_new (RELOAD_DELAY_US / 1000));
      attach (self, self->reload, reload_cb);
    }
  g_source_set_ready_time (self->reload, MIN (now_us + RELOAD_DELAY_US, self->reload_latest_us));
}

static gpointer
live_thread (gpointer data)
{
  TwLive *self = data;

  g_main_context_push_thread_default (self->context);
  self->watch_id = tw_store_watch (self->store, self->context, watch_cb, self, NULL);
  attach (self, g_idle_source_new (), load_cb);
  attach (self, g_timeout_source_new (FEED_INTERVAL_MS), feed_cb);
  attach (self, g_timeout_source_new (FORECAST_INTERVAL_MS), forecast_cb);
  attach (self, g_timeout_source_new (BACKUP_INTERVAL_MS), backup_cb);
  attach (self, g_timeout_source_new (SWEEP_INTERVAL_MS), sweep_cb);
  g_main_loop_run (self->loop);
  tw_store_unwatch (self->store, self->watch_id);
  g_main_context_pop_thread_default (self->context);
  live_unref (self);
  return NULL;
}

TwLive *
tw_live_new (TwStore *store, TwMapPack *map, TwClock *clock, gboolean feed, TwLiveFunc func,
             gpointer user_data)
{
  TwLive *self = g_new0 (TwLive, 1);

  g_return_val_if_fail (store != NULL && map != NULL && clock != NULL && func != NULL, NULL);
  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->store = tw_store_ref (store);
  self->map = tw_map_pack_ref (map);
  self->clock = tw_clock_ref (clock);
  self->owner = g_main_context_ref_thread_default ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->cancellable = g_cancellable_new ();
  self->want_feed = feed;
  self->func = func;
  self->user_data = user_data;
  self->thread = g_thread_new ("tw-live", live_thread, live_ref (self));
  return self;
}

void
tw_live_set_clock (TwLive *self, TwClock *clock)
{
  g_return_if_fail (self != NULL && clock != NULL);
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->clock, tw_clock_unref);
  self->clock = tw_clock_ref (clock);
  g_mutex_unlock (&self->lock);
  tw_live_reload (self);
}

void
tw_live_reload (TwLive *self)
{
  g_return_if_fail (self != NULL);
  attach (self, g_idle_source_new (), load_cb);
}

void
tw_live_hold (TwLive *self, gboolean hold)
{
  if (self != NULL)
    g_atomic_int_set (&self->held, hold);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (((TwLive *) user_data)->loop);
  return G_SOURCE_REMOVE;
}

void
tw_live_stop (TwLive *self)
{
  if (self == NULL)
    return;
  g_atomic_int_set (&self->stopped, TRUE);
  g_cancellable_cancel (self->cancellable);
  /* From inside the loop: a quit before the loop runs would be forgotten. */
  attach (self, g_idle_source_new (), quit_cb);
  g_thread_join (self->thread);
  live_unref (self);
}

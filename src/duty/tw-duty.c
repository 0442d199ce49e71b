// SPDX-License-Identifier: Apache-2.0
/*
 * TwDuty: the open folder as the console and the tools see it. It lives on one thread; TwLive works
 * for it in another and hands over snapshots, which are swapped in whole, so a reader never sees
 * half of a change.
 *
 * Which clock: a folder made by `demo create` runs on a drill clock from the moment saved in its
 * meta; a folder whose last request is more than a week old stands still at the end of its data (an
 * import of a past year); any other follows the system. The store stamps documents by the system's
 * clock in all three.
 */
#include "config.h"

#include "duty/tw-duty-private.h"

#include "duty/tw-doc-log.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

G_DEFINE_QUARK (tw - duty - error - quark, tw_duty_error)

enum {
  STREET_CHANGED,
  DEMAND_CHANGED,
  OUTLOOK_CHANGED,
  PROBLEM,
  UNDO_CHANGED,
  STATE_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwDuty, tw_duty, G_TYPE_OBJECT)

#define HISTORY_AGE_US (7 * TW_US_PER_DAY)

static gint64
meta_get_int (TwStore *store, const char *key)
{
  g_autofree char *text = tw_store_dup_meta (store, key);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static void
save_drill (TwDuty *self)
{
  g_autofree char *text = NULL;
  g_autofree char *reason = tw_store_dup_read_only_reason (self->store);

  if (self->mode != TW_DUTY_CLOCK_DRILL || reason != NULL)
    return;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, tw_clock_now_us (self->clock));
  tw_store_set_meta (self->store, TW_META_DRILL_NOW, text, NULL);
}

/* Sets mode and clock from what the folder holds. Returns whether the clock was replaced. */
static gboolean
choose_clock (TwDuty *self)
{
  gint64 start_us = meta_get_int (self->store, TW_META_DRILL_START);
  gint64 real_us = g_get_real_time (), last_us;
  TwDutyClockMode mode = TW_DUTY_CLOCK_SYSTEM;
  gint64 stand_us = 0;

  if (start_us > 0)
    mode = TW_DUTY_CLOCK_DRILL;
  else if (tw_query_last_request (self->store, real_us, &last_us, NULL)
           && last_us < real_us - HISTORY_AGE_US)
    {
      mode = TW_DUTY_CLOCK_HISTORY;
      stand_us = tw_time_floor (last_us, TW_US_PER_HOUR) + TW_US_PER_HOUR;
    }
  if (self->clock != NULL && mode == self->mode && stand_us == self->stand_us)
    return FALSE;
  self->mode = mode;
  self->stand_us = stand_us;
  g_clear_pointer (&self->clock, tw_clock_unref);
  if (mode == TW_DUTY_CLOCK_DRILL)
    self->clock =
        tw_clock_new_drill (MAX (start_us, meta_get_int (self->store, TW_META_DRILL_NOW)), 1);
  else if (mode == TW_DUTY_CLOCK_HISTORY)
    self->clock = tw_clock_new_drill (stand_us, 0);
  else
    self->clock = tw_clock_new_system ();
  return TRUE;
}

static void
take_street (TwDuty *self, TwLiveNews *news)
{
  g_clear_pointer (&self->street, tw_street_unref);
  self->street = g_steal_pointer (&news->street);
}

static void
live_news_cb (TwLiveNews *news, gpointer user_data)
{
  g_autoptr (TwDuty) self = g_object_ref (user_data);
  gboolean street = news->street != NULL, demand = news->demand != NULL,
           outlook = news->outlook != NULL;

  if (street)
    take_street (self, news);
  if (demand)
    {
      g_clear_pointer (&self->demand, tw_demand_unref);
      self->demand = g_steal_pointer (&news->demand);
    }
  if (outlook)
    {
      g_clear_pointer (&self->outlook, tw_outlook_unref);
      self->outlook = g_steal_pointer (&news->outlook);
    }
  self->loaded |= news->loaded;
  if (street)
    g_signal_emit (self, signals[STREET_CHANGED], 0);
  if (demand)
    g_signal_emit (self, signals[DEMAND_CHANGED], 0, news->n_arrived);
  if (outlook)
    g_signal_emit (self, signals[OUTLOOK_CHANGED], 0);
  if (news->problem != NULL)
    g_signal_emit (self, signals[PROBLEM], 0, news->problem);
  if (self->map_problem != NULL)
    {
      g_autofree char *problem = g_steal_pointer (&self->map_problem);

      g_signal_emit (self, signals[PROBLEM], 0, problem);
    }
  /*
   * An import may have ended in the past, or made the past present. Not while it is being closed.
   */
  if (demand && self->live != NULL && choose_clock (self))
    tw_live_set_clock (self->live, self->clock);
}

char *
tw_duty_dup_default_dir (void)
{
  return g_build_filename (g_get_user_data_dir (), "tidewatch", "default", NULL);
}

/* A full disk makes the folder one that can only be read, until there is room again. */
static void
store_cb (TwStore *store, gint64 from_seq, gint64 to_seq, gpointer user_data)
{
  TwDuty *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *reason = tw_store_dup_read_only_reason (store);

  if (self->read_only == (reason != NULL))
    return;
  self->read_only = reason != NULL;
  if (!self->read_only && self->map != NULL && !tw_map_pack_allow_writing (self->map, &error))
    g_info ("the base map cannot be written yet: %s", error->message);
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

/*
 * A damaged base map is no reason to keep the requests from anybody: its file is put aside, the
 * folder opens without a map, and the officer is told to import it again.
 */
static TwMapPack *
open_map (TwDuty *self, gboolean read_only, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *path = g_build_filename (self->dir, "map.db", NULL);
  g_autofree char *aside = NULL;
  TwMapPack *map = tw_map_pack_open (self->dir, read_only, &local_error);

  if (map != NULL)
    return map;
  if (read_only || !g_error_matches (local_error, TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  aside = g_strdup_printf ("%s.broken-%" G_GINT64_FORMAT, path, g_get_real_time () / TW_US_PER_S);
  if (g_rename (path, aside) != 0)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  self->map_problem = g_strdup_printf (
      _ ("The base map was damaged and has been put aside as “%s”. Import the map again"), aside);
  return tw_map_pack_open (self->dir, read_only, error);
}

TwDuty *
tw_duty_open (const char *dir, gboolean create, GError **error)
{
  g_autoptr (TwDuty) self = g_object_new (TW_TYPE_DUTY, NULL);
  g_autoptr (TwClock) system = tw_clock_new_system ();
  g_autofree char *reason = NULL;

  g_return_val_if_fail (dir != NULL, NULL);
  self->dir = g_strdup (dir);
  self->store =
      tw_store_open (dir, create ? TW_STORE_OPEN_CREATE : TW_STORE_OPEN_DEFAULT, system, error);
  if (self->store == NULL)
    return NULL;
  reason = tw_store_dup_read_only_reason (self->store);
  self->read_only = reason != NULL;
  self->watch_id =
      tw_store_watch (self->store, g_main_context_get_thread_default (), store_cb, self, NULL);
  self->map = open_map (self, reason != NULL, error);
  if (self->map == NULL)
    return NULL;
  choose_clock (self);
  self->log = tw_doc_log_new (self->store, self->clock);
  tw_duty_load_steps (self);
  self->street = tw_street_new ();
  self->demand = tw_demand_new_empty ();
  self->outlook = tw_outlook_new_missing (_ ("The forecast is being worked out"));
  return g_steal_pointer (&self);
}

void
tw_duty_start (TwDuty *self, gboolean feed)
{
  g_return_if_fail (TW_IS_DUTY (self) && self->live == NULL);
  self->live = tw_live_new (self->store, self->map, self->clock, feed, live_news_cb, self);
}

void
tw_duty_close (TwDuty *self)
{
  g_return_if_fail (TW_IS_DUTY (self));
  g_clear_pointer (&self->live, tw_live_stop);
  if (self->log != NULL)
    tw_doc_log_close (self->log);
  if (self->store != NULL)
    {
      tw_store_unwatch (self->store, self->watch_id);
      save_drill (self);
    }
  g_clear_pointer (&self->map, tw_map_pack_unref);
  g_clear_pointer (&self->store, tw_store_unref);
}

TwStore *
tw_duty_get_store (TwDuty *self)
{
  return self->store;
}

TwMapPack *
tw_duty_get_map (TwDuty *self)
{
  return self->map;
}

TwClock *
tw_duty_get_clock (TwDuty *self)
{
  return self->clock;
}

const char *
tw_duty_get_dir (TwDuty *self)
{
  return self->dir;
}

gboolean
tw_duty_is_empty (TwDuty *self)
{
  return tw_store_get_last_seq (self->store) == 0 && tw_map_pack_count (self->map, 0) == 0;
}

gboolean
tw_duty_is_loaded (TwDuty *self)
{
  return self->loaded;
}

char *
tw_duty_dup_read_only_reason (TwDuty *self)
{
  return tw_store_dup_read_only_reason (self->store);
}

TwStreet *
tw_duty_dup_street (TwDuty *self)
{
  return tw_street_ref (self->street);
}

TwDemand *
tw_duty_dup_demand (TwDuty *self)
{
  return tw_demand_ref (self->demand);
}

TwOutlook *
tw_duty_dup_outlook (TwDuty *self)
{
  return tw_outlook_ref (self->outlook);
}

TwDutyClockMode
tw_duty_get_clock_mode (TwDuty *self)
{
  return self->mode;
}

gint64
tw_duty_now_us (TwDuty *self)
{
  return tw_clock_now_us (self->clock);
}

gboolean
tw_duty_set_speed (TwDuty *self, double speed)
{
  if (self->mode != TW_DUTY_CLOCK_DRILL || speed < 0 || speed > 600)
    return FALSE;
  tw_clock_set_speed (self->clock, speed);
  return TRUE;
}

double
tw_duty_get_speed (TwDuty *self)
{
  return tw_clock_get_speed (self->clock);
}

void
tw_duty_reload (TwDuty *self)
{
  if (self->live != NULL)
    tw_live_reload (self->live);
}

void
tw_duty_emit_undo_changed (TwDuty *self)
{
  g_signal_emit (self, signals[UNDO_CHANGED], 0);
}

static void
tw_duty_dispose (GObject *object)
{
  TwDuty *self = TW_DUTY (object);

  tw_duty_close (self);
  G_OBJECT_CLASS (tw_duty_parent_class)->dispose (object);
}

static void
tw_duty_finalize (GObject *object)
{
  TwDuty *self = TW_DUTY (object);

  g_clear_pointer (&self->undo, g_ptr_array_unref);
  g_clear_pointer (&self->log, tw_doc_log_unref);
  g_clear_pointer (&self->street, tw_street_unref);
  g_clear_pointer (&self->demand, tw_demand_unref);
  g_clear_pointer (&self->outlook, tw_outlook_unref);
  g_clear_pointer (&self->clock, tw_clock_unref);
  g_free (self->map_problem);
  g_free (self->dir);
  G_OBJECT_CLASS (tw_duty_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, GType argument)
{
  return g_signal_new (name, TW_TYPE_DUTY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       argument == G_TYPE_NONE ? 0 : 1, argument);
}

static void
tw_duty_class_init (TwDutyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_duty_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_duty_finalize;
  signals[STREET_CHANGED] = add_signal ("street-changed", G_TYPE_NONE);
  signals[DEMAND_CHANGED] = add_signal ("demand-changed", G_TYPE_UINT);
  signals[OUTLOOK_CHANGED] = add_signal ("outlook-changed", G_TYPE_NONE);
  signals[PROBLEM] = add_signal ("problem", G_TYPE_STRING);
  signals[UNDO_CHANGED] = add_signal ("undo-changed", G_TYPE_NONE);
  signals[STATE_CHANGED] = add_signal ("state-changed", G_TYPE_NONE);
}

static void
tw_duty_init (TwDuty *self)
{
  self->undo = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_undo_step_free);
}

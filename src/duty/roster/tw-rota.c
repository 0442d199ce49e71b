// SPDX-License-Identifier: Apache-2.0
/*
 * The roster of a stretch of days, kept up to date.
 *
 * The picture is read in a worker and swapped in whole. Afterwards it follows the store: shifts and
 * days that somebody else changed are read one by one, anything else the frame is made of (people,
 * posts, tides, packs, editions, the forecast) reads everything again, quietly. While own edits
 * wait to be written both are put off, as the disk is behind the picture then.
 */
#include "config.h"

#include "duty/roster/tw-rota-private.h"

#include "base/tw-json.h"
#include "store/tw-query.h"

#include <string.h>

#define RELOAD_AFTER_MS 300
/* More shifts of others than this are read in a worker, with all else. */
#define MAX_READ_AT_ONCE 64

enum { LOADED, SHIFTS_CHANGED, HOVER_CHANGED, FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwRota, tw_rota, G_TYPE_OBJECT)

void
tw_rota_emit_changed (TwRota *self)
{
  g_signal_emit (self, signals[SHIFTS_CHANGED], 0);
}

void
tw_rota_emit_hover (TwRota *self)
{
  g_signal_emit (self, signals[HOVER_CHANGED], 0);
}

void
tw_rota_emit_failed (TwRota *self, const char *message)
{
  g_signal_emit (self, signals[FAILED], 0, message);
}

/* --- loading ---------------------------------------------------------------------------------- */

typedef struct {
  TwStore *store;
  TwStreet *street;
  TwOutlook *outlook;
  gint64 now_us, seq;
  TwRotaFrameOptions options;
  char *reason;
  guint n_edits;  /* of the rota when it began */
  gboolean moves; /* asked for by somebody, maybe another stretch */
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  tw_store_unref (load->store);
  tw_street_unref (load->street);
  tw_outlook_unref (load->outlook);
  g_free (load->reason);
  g_free (load);
}

static void
load_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Load *load = task_data;
  TwRotaPicture *picture;
  GError *error = NULL;

  load->seq = tw_store_get_last_seq (load->store);
  picture = tw_rota_picture_load (load->store, load->street, load->outlook, load->now_us,
                                  &load->options, &error);
  if (picture == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, picture, (GDestroyNotify) tw_rota_picture_free);
}

static void
start_load (TwRota *self, const TwRotaFrameOptions *options, gboolean moves,
            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  load->store = tw_store_ref (self->store);
  load->street = tw_duty_dup_street (self->duty);
  load->outlook = tw_duty_dup_outlook (self->duty);
  load->now_us = tw_duty_now_us (self->duty);
  load->options = *options;
  load->reason = g_strdup (options->overtime_reason);
  load->options.overtime_reason = load->reason;
  load->n_edits = self->n_edits;
  load->moves = moves;
  g_task_set_task_data (task, load, load_free);
  g_task_run_in_thread (task, load_thread);
}

static void
take_picture (TwRota *self, const Load *load, TwRotaPicture *picture)
{
  tw_rota_set_hover (self, NULL, 0);
  g_clear_pointer (&self->picture, tw_rota_picture_free);
  self->picture = picture;
  if (load->moves)
    {
      g_free (self->overtime_reason);
      self->overtime_reason = g_strdup (load->reason);
      self->options = load->options;
      self->options.overtime_reason = self->overtime_reason;
    }
  self->seen_seq = MAX (self->seen_seq, load->seq);
  self->n_edits++;
  g_hash_table_remove_all (self->ours);
  g_signal_emit (self, signals[LOADED], 0);
  tw_rota_emit_changed (self);
}

void
tw_rota_take_picture (TwRota *self, TwRotaPicture *picture, gint64 seq)
{
  const Load load = { .seq = seq };

  take_picture (self, &load, picture);
}

static gboolean
is_outdated (TwRota *self, const Load *load)
{
  return load->n_edits != self->n_edits || !tw_doc_lane_is_idle (self->lane);
}

static void reload_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
start_reload (TwRota *self)
{
  self->loading = TRUE;
  start_load (self, &self->options, FALSE, self->closing, reload_cb, NULL);
}

static void
reload_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TwRota *self = TW_ROTA (source);
  const Load *load = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  TwRotaPicture *picture = g_task_propagate_pointer (G_TASK (result), &error);
  gboolean again = self->reload_again;

  self->loading = self->reload_again = FALSE;
  if (picture == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        tw_rota_emit_failed (self, error->message);
      return;
    }
  /* Not under the hand of somebody who drags a bar just now. */
  if (is_outdated (self, load) || again || self->hover_heads != NULL)
    {
      tw_rota_picture_free (picture);
      tw_rota_reload (self);
      return;
    }
  take_picture (self, load, picture);
  tw_rota_look_at_changes (self);
}

static gboolean
reload_due_cb (gpointer user_data)
{
  TwRota *self = user_data;

  self->reload_id = 0;
  if (self->loading)
    self->reload_again = TRUE;
  else if (tw_doc_lane_is_idle (self->lane) && self->hover_heads == NULL)
    start_reload (self);
  else
    tw_rota_reload (self);
  return G_SOURCE_REMOVE;
}

void
tw_rota_reload (TwRota *self)
{
  if (self->picture != NULL && self->reload_id == 0)
    self->reload_id = g_timeout_add (RELOAD_AFTER_MS, reload_due_cb, self);
}

void
tw_rota_reload_now (TwRota *self)
{
  g_clear_handle_id (&self->reload_id, g_source_remove);
  self->reload_id = g_idle_add (reload_due_cb, self);
}

/* A load that was asked for is worth repeating while the officer goes on editing. */
static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TwRota *self = TW_ROTA (source);
  g_autoptr (GTask) task = user_data;
  const Load *load = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  TwRotaPicture *picture = g_task_propagate_pointer (G_TASK (result), &error);

  if (picture == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->picture != NULL && is_outdated (self, load))
    {
      tw_rota_picture_free (picture);
      start_load (self, &load->options, TRUE, g_task_get_cancellable (task), moved_cb,
                  g_steal_pointer (&task));
      return;
    }
  take_picture (self, load, picture);
  tw_rota_look_at_changes (self);
  g_task_return_boolean (task, TRUE);
}

void
tw_rota_load_async (TwRota *self, const TwRotaFrameOptions *options, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (TW_IS_ROTA (self) && options != NULL);
  start_load (self, options, TRUE, cancellable, moved_cb, task);
}

gboolean
tw_rota_load_finish (TwRota *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- following the store ---------------------------------------------------------------------- */

static int
find_day (TwRota *self, const char *date)
{
  GPtrArray *days = self->picture->frame->days;

  for (guint i = 0; i < days->len; i++)
    if (strcmp (((TwRotaSpan *) days->pdata[i])->date, date) == 0)
      return i;
  return -1;
}

/* The shift as it is on disk, if it lies in the frame. */
static TwShift *
read_shift (TwRota *self, const char *id)
{
  TwRotaFrame *frame = self->picture->frame;
  g_autoptr (TwDoc) doc = tw_store_get (self->store, id, NULL);
  g_autoptr (TwShift) shift = doc != NULL ? tw_rota_frame_parse_shift (frame, doc, NULL) : NULL;

  if (shift == NULL || shift->to_us <= frame->from_us || shift->from_us >= frame->to_us)
    return NULL;
  return g_steal_pointer (&shift);
}

static gboolean
same_shift (const TwShift *a, const TwShift *b)
{
  return tw_shift_same_work (a, b) && a->kind == b->kind && a->pinned == b->pinned
         && g_strcmp0 (a->override_reason, b->override_reason) == 0
         && g_strcmp0 (a->override_by, b->override_by) == 0
         && g_strcmp0 (a->override_rules, b->override_rules) == 0
         && g_strcmp0 (a->note, b->note) == 0 && g_strcmp0 (a->origin, b->origin) == 0;
}

typedef struct {
  GArray *turns; /* TwRotaTurn with references */
  guint n_read;
  gboolean reload, changed;
} News;

/* Nothing to judge: only the revision is another one. */
static void
take_revision (TwRota *self, TwShift *shift, const char *rev, News *news)
{
  TwShift *copy = tw_shift_copy (shift);

  g_free (copy->rev);
  copy->rev = g_strdup (rev);
  tw_rota_picture_swap (self->picture, shift, copy);
  tw_shift_unref (copy);
  news->changed = TRUE;
}

static void
hear_of_shift (TwRota *self, const TwChange *change, News *news)
{
  TwShift *before = g_hash_table_lookup (self->picture->by_id, change->id);
  gboolean ours = g_hash_table_remove (self->ours, change->id)
                  && tw_duty_did_write (self->duty, change->id, change->rev);
  g_autoptr (TwShift) after = NULL;

  if (ours && (before == NULL) == change->deleted)
    {
      if (before != NULL)
        take_revision (self, before, change->rev, news);
      return;
    }
  if (news->n_read++ >= MAX_READ_AT_ONCE)
    {
      news->reload = TRUE;
      return;
    }
  after = change->deleted ? NULL : read_shift (self, change->id);
  if (before != NULL && after != NULL && same_shift (before, after))
    take_revision (self, before, after->rev, news);
  else if (before != NULL || after != NULL)
    {
      TwRotaTurn turn = { before != NULL ? tw_shift_ref (before) : NULL, g_steal_pointer (&after) };

      g_array_append_val (news->turns, turn);
    }
  else
    news->reload = TRUE; /* outside the frame, where it counts for rest and hours */
}

static void
hear_of_day (TwRota *self, const char *id, News *news)
{
  const char *date = id + strlen ("roster:");
  int day = find_day (self, date);
  TwDayDoc *doc = day >= 0 ? tw_day_doc_read (self->store, date, NULL) : NULL;

  if (doc == NULL)
    return;
  g_hash_table_remove (self->ours, id); /* the picture has it as it is, whoever wrote it last */
  /* An edition changes what everybody is compared with. */
  if (self->picture->day_docs[day] == NULL || self->picture->day_docs[day]->edition != doc->edition)
    news->reload = TRUE;
  tw_rota_picture_set_day_doc (self->picture, day, doc);
  news->changed = TRUE;
}

static void
hear_of (TwRota *self, const TwChange *change, News *news)
{
  static const char *const frame_types[] = { "person:",  "post:",  "tide:",  "rulepack:",
                                             "edition:", "place:", "street:" };

  if (g_str_has_prefix (change->id, "shift:"))
    hear_of_shift (self, change, news);
  else if (g_str_has_prefix (change->id, "roster:"))
    hear_of_day (self, change->id, news);
  for (guint i = 0; i < G_N_ELEMENTS (frame_types); i++)
    news->reload |= g_str_has_prefix (change->id, frame_types[i]);
}

void
tw_rota_look_at_changes (TwRota *self)
{
  News news = { 0 };
  g_autoptr (GPtrArray) changes = NULL;

  if (self->picture == NULL || self->until_seq <= self->seen_seq
      || !tw_doc_lane_is_idle (self->lane))
    return;
  changes = tw_store_list_changes (self->store, self->seen_seq, G_MAXINT, NULL);
  if (changes == NULL)
    return;
  self->seen_seq = self->until_seq;
  news.turns = g_array_new (FALSE, FALSE, sizeof (TwRotaTurn));
  for (guint i = 0; i < changes->len; i++)
    {
      hear_of (self, changes->pdata[i], &news);
      self->seen_seq = MAX (self->seen_seq, ((TwChange *) changes->pdata[i])->seq);
    }
  if (news.turns->len > 0)
    {
      tw_rota_picture_turn (self->picture, (TwRotaTurn *) news.turns->data, news.turns->len);
      self->n_edits++;
    }
  if (news.turns->len > 0 || news.changed)
    tw_rota_emit_changed (self);
  tw_rota_turns_free (news.turns);
  if (news.n_read > MAX_READ_AT_ONCE)
    tw_rota_reload_now (self);
  else if (news.reload)
    tw_rota_reload (self);
}

static void
store_cb (TwStore *store, gint64 from_seq, gint64 to_seq, gpointer user_data)
{
  TwRota *self = user_data;

  self->until_seq = MAX (self->until_seq, to_seq);
  tw_rota_look_at_changes (self);
}

static void
outlook_changed_cb (TwRota *self)
{
  tw_rota_reload (self);
}

/* --- the object ------------------------------------------------------------------------------- */

TwRota *
tw_rota_new (TwDuty *duty)
{
  TwRota *self;

  g_return_val_if_fail (TW_IS_DUTY (duty), NULL);
  self = g_object_new (TW_TYPE_ROTA, NULL);
  self->duty = g_object_ref (duty);
  self->store = tw_store_ref (tw_duty_get_store (duty));
  self->seen_seq = self->until_seq = tw_store_get_last_seq (self->store);
  self->watch_id =
      tw_store_watch (self->store, g_main_context_get_thread_default (), store_cb, self, NULL);
  g_signal_connect_object (duty, "outlook-changed", G_CALLBACK (outlook_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (duty, "street-changed", G_CALLBACK (outlook_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

gboolean
tw_rota_is_loaded (TwRota *self)
{
  g_return_val_if_fail (TW_IS_ROTA (self), FALSE);
  return self->picture != NULL;
}

TwDuty *
tw_rota_get_duty (TwRota *self)
{
  g_return_val_if_fail (TW_IS_ROTA (self), NULL);
  return self->duty;
}

TwRotaFrame *
tw_rota_get_frame (TwRota *self)
{
  g_return_val_if_fail (TW_IS_ROTA (self), NULL);
  return self->picture != NULL ? self->picture->frame : NULL;
}

GPtrArray *
tw_rota_get_shifts (TwRota *self)
{
  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL, NULL);
  return self->picture->shifts;
}

GPtrArray *
tw_rota_get_shifts_of (TwRota *self, int person)
{
  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL, NULL);
  g_return_val_if_fail (person < self->picture->problem.n_people, NULL);
  return self->picture->of[person < 0 ? self->picture->problem.n_people : person];
}

TwShift *
tw_rota_find (TwRota *self, const char *shift_id)
{
  g_return_val_if_fail (TW_IS_ROTA (self), NULL);
  return self->picture != NULL && shift_id != NULL
             ? g_hash_table_lookup (self->picture->by_id, shift_id)
             : NULL;
}

TwShiftMark
tw_rota_get_mark (TwRota *self, const TwShift *shift)
{
  const TwShift *told;

  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL, TW_SHIFT_MARK_NEW);
  told = shift->id != NULL ? g_hash_table_lookup (self->picture->published_by_id, shift->id) : NULL;
  if (told == NULL)
    return TW_SHIFT_MARK_NEW;
  return tw_shift_same_work (told, shift) ? TW_SHIFT_MARK_SAME : TW_SHIFT_MARK_CHANGED;
}

GPtrArray *
tw_rota_get_published (TwRota *self)
{
  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL, NULL);
  return self->picture->published;
}

const TwRotaDay *
tw_rota_get_day (TwRota *self, guint i)
{
  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL, NULL);
  return tw_rota_picture_get_day (self->picture, i);
}

const TwRosterScore *
tw_rota_get_score (TwRota *self)
{
  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL, NULL);
  return &self->picture->score;
}

static void
tw_rota_dispose (GObject *object)
{
  TwRota *self = TW_ROTA (object);

  g_cancellable_cancel (self->closing);
  g_clear_handle_id (&self->reload_id, g_source_remove);
  if (self->watch_id != 0)
    tw_store_unwatch (self->store, self->watch_id);
  self->watch_id = 0;
  g_clear_pointer (&self->hover_heads, g_array_unref);
  g_clear_pointer (&self->picture, tw_rota_picture_free);
  g_clear_pointer (&self->store, tw_store_unref);
  g_clear_object (&self->duty);
  G_OBJECT_CLASS (tw_rota_parent_class)->dispose (object);
}

static void
tw_rota_finalize (GObject *object)
{
  TwRota *self = TW_ROTA (object);

  g_clear_pointer (&self->lane, tw_doc_lane_unref);
  g_clear_pointer (&self->ours, g_hash_table_unref);
  g_clear_object (&self->closing);
  g_free (self->overtime_reason);
  G_OBJECT_CLASS (tw_rota_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, GType argument)
{
  return g_signal_new (name, TW_TYPE_ROTA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       argument == G_TYPE_NONE ? 0 : 1, argument);
}

static void
tw_rota_class_init (TwRotaClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_rota_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_rota_finalize;
  signals[LOADED] = add_signal ("loaded", G_TYPE_NONE);
  signals[SHIFTS_CHANGED] = add_signal ("shifts-changed", G_TYPE_NONE);
  signals[HOVER_CHANGED] = add_signal ("hover-changed", G_TYPE_NONE);
  signals[FAILED] = add_signal ("failed", G_TYPE_STRING);
}

static void
tw_rota_init (TwRota *self)
{
  self->lane = tw_doc_lane_new ();
  self->ours = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->closing = g_cancellable_new ();
}

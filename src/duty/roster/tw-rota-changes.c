// SPDX-License-Identifier: Apache-2.0
/*
 * The difference of two rosters as people mean it. A row is somebody's work: who, when, where. Rows
 * that are on both sides are no difference, whatever their documents are called; of the others two
 * that were one document belong together, then two of one person on one day. A shift that went to
 * another day is a removed and an added row, as it is two days that change.
 */
#include "config.h"

#include "duty/roster/tw-rota-changes.h"

#include "duty/roster/tw-rota-private.h"
#include "duty/roster/tw-rota-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
tw_rota_change_free (TwRotaChange *self)
{
  g_clear_pointer (&self->before, tw_shift_unref);
  g_clear_pointer (&self->after, tw_shift_unref);
  g_free (self);
}

/* Rows of one side that have no partner yet; by key, in order. */
typedef struct {
  const TwRotaFrame *frame;
  GPtrArray *before, *after;
  guint8 *before_used, *after_used;
  GPtrArray *ret;
} Match;

typedef char *(*KeyFunc) (const TwRotaFrame *frame, const TwShift *shift);

static char *
work_key (const TwRotaFrame *frame, const TwShift *shift)
{
  GString *key = g_string_new (NULL);

  g_string_printf (key, "%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, shift->person, shift->from_us,
                   shift->to_us);
  for (guint i = 0; i < shift->n_stretches; i++)
    g_string_append_printf (key, " %d,%d,%" G_GINT64_FORMAT, shift->stretches[i].kind,
                            shift->stretches[i].post, shift->stretches[i].to_us);
  return g_string_free (key, FALSE);
}

static char *
id_key (const TwRotaFrame *frame, const TwShift *shift)
{
  return g_strdup (shift->id);
}

static char *
day_key (const TwRotaFrame *frame, const TwShift *shift)
{
  return shift->person < 0
             ? NULL
             : g_strdup_printf ("%d %d", shift->person, tw_rota_day_of (frame, shift->from_us));
}

static void
add_change (Match *self, TwChangeKind kind, TwShift *before, TwShift *after)
{
  TwRotaChange *change = g_new0 (TwRotaChange, 1);

  change->kind = kind;
  change->before = before != NULL ? tw_shift_ref (before) : NULL;
  change->after = after != NULL ? tw_shift_ref (after) : NULL;
  change->day = tw_rota_day_of (self->frame, (after != NULL ? after : before)->from_us);
  g_ptr_array_add (self->ret, change);
}

static void
add_pair (Match *self, TwShift *before, TwShift *after)
{
  if (tw_shift_same_work (before, after))
    return;
  if (tw_rota_day_of (self->frame, before->from_us) != tw_rota_day_of (self->frame, after->from_us))
    {
      add_change (self, TW_CHANGE_REMOVED, before, NULL);
      add_change (self, TW_CHANGE_ADDED, NULL, after);
    }
  else if (before->person != after->person)
    add_change (self, TW_CHANGE_PERSON, before, after);
  else if (before->from_us != after->from_us || before->to_us != after->to_us)
    add_change (self, TW_CHANGE_TIMES, before, after);
  else
    add_change (self, TW_CHANGE_POSTS, before, after);
}

/* The rows of a side that are left, in queues by key. */
static GHashTable *
queues_new (Match *self, KeyFunc key_of)
{
  GHashTable *queues =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);

  for (guint i = self->after->len; i-- > 0;)
    {
      char *key = self->after_used[i] ? NULL : key_of (self->frame, self->after->pdata[i]);
      GArray *queue = key != NULL ? g_hash_table_lookup (queues, key) : NULL;

      if (key == NULL)
        continue;
      if (queue == NULL)
        g_hash_table_insert (queues, g_strdup (key),
                             queue = g_array_new (FALSE, FALSE, sizeof (guint)));
      g_array_append_val (queue, i);
      g_free (key);
    }
  return queues;
}

/* Pairs what has the same key, first with first. */
static void
pair_by (Match *self, KeyFunc key_of)
{
  g_autoptr (GHashTable) queues = queues_new (self, key_of);

  for (guint i = 0; i < self->before->len; i++)
    {
      g_autofree char *key =
          self->before_used[i] ? NULL : key_of (self->frame, self->before->pdata[i]);
      GArray *queue = key != NULL ? g_hash_table_lookup (queues, key) : NULL;
      guint j;

      if (queue == NULL || queue->len == 0)
        continue;
      j = g_array_index (queue, guint, queue->len - 1);
      g_array_set_size (queue, queue->len - 1);
      self->before_used[i] = self->after_used[j] = 1;
      add_pair (self, self->before->pdata[i], self->after->pdata[j]);
    }
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const TwRotaChange *x = *(TwRotaChange *const *) a, *y = *(TwRotaChange *const *) b;
  const TwShift *s = x->after != NULL ? x->after : x->before;
  const TwShift *t = y->after != NULL ? y->after : y->before;
  int order = tw_shift_compare (s, t);

  return order != 0 ? order : (int) x->kind - (int) y->kind;
}

GPtrArray *
tw_rota_diff (const TwRotaFrame *frame, GPtrArray *before, GPtrArray *after)
{
  g_autofree guint8 *before_used = g_new0 (guint8, before->len + 1);
  g_autofree guint8 *after_used = g_new0 (guint8, after->len + 1);
  Match match = { frame, before, after, before_used, after_used, NULL };

  match.ret = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_rota_change_free);
  pair_by (&match, work_key);
  pair_by (&match, id_key);
  pair_by (&match, day_key);
  for (guint i = 0; i < before->len; i++)
    if (!before_used[i])
      add_change (&match, TW_CHANGE_REMOVED, before->pdata[i], NULL);
  for (guint i = 0; i < after->len; i++)
    if (!after_used[i])
      add_change (&match, TW_CHANGE_ADDED, NULL, after->pdata[i]);
  g_ptr_array_sort (match.ret, compare_changes);
  return match.ret;
}

char *
tw_rota_change_describe (const TwRotaFrame *frame, const TwRotaChange *change)
{
  const TwShift *one = change->before != NULL ? change->before : change->after;
  g_autofree char *when = tw_rota_dup_times (one->from_us, one->to_us, frame->zone);
  g_autofree char *then = change->after != NULL ? tw_rota_text_hours (frame, change->after->from_us,
                                                                      change->after->to_us)
                                                : NULL;
  g_autofree char *where = change->after != NULL ? tw_rota_text_posts (frame, change->after) : NULL;
  const char *who = tw_rota_text_person (frame, one->person);

  switch (change->kind)
    {
    case TW_CHANGE_ADDED:
      /* Translators: a person, day and hours, posts. */
      return g_strdup_printf (_ ("%s %s added: %s"), who, when, where);
    case TW_CHANGE_REMOVED:
      return g_strdup_printf (_ ("%s %s taken away"), who, when);
    case TW_CHANGE_TIMES:
      return g_strdup_printf (_ ("%s %s becomes %s"), who, when, then);
    case TW_CHANGE_POSTS:
      /* Translators: a person, day and hours, posts. */
      return g_strdup_printf (_ ("%s %s now at %s"), who, when, where);
    case TW_CHANGE_PERSON:
      /* Translators: a person, day and hours, the person who works instead, hours. */
      return g_strdup_printf (_ ("%s %s goes to %s, %s"), who, when,
                              tw_rota_text_person (frame, change->after->person), then);
    default:
      g_return_val_if_reached (NULL);
    }
}

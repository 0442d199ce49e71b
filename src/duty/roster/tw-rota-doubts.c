// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-reading.h"

#include <glib/gi18n-lib.h>

/* What is read without a mistake and cannot work all the same, named before anybody wonders. */

/* Whether there is a kind of shift of some slots that the person may work at all. */
static gboolean
has_a_shift (const TwRotaMade *made, guint e)
{
  const TwRosterProblem *problem = made->frame.problem;
  const TwRosterPerson *person = &problem->people[e];
  int longest = 0, run = 0, most = G_MAXINT;

  for (int t = 0; t < problem->n_slots; t++)
    {
      run = person->available[t] ? run + 1 : 0;
      longest = MAX (longest, run);
    }
  for (int i = 0; i < person->n_spans; i++)
    most = i == 0 ? person->spans[i].max_minutes : MAX (most, person->spans[i].max_minutes);
  for (int k = 0; k < problem->n_kinds; k++)
    {
      const TwRosterKind *kind = &problem->kinds[k];
      TwRosterShift shift = { .kind = k, .first = 0, .last = kind->min_slots };
      if ((kind->pools >> person->pool & 1)
          && (!made->barred_kinds[e] || made->barred_kinds[e][k] > 0) && kind->min_slots <= longest
          && tw_roster_problem_shift_minutes (problem, &shift) <= most)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_qualified (const TwRosterPerson *person, const TwRosterPost *post, guint p)
{
  return (post->skills & ~person->skills) == 0
         && (post->pools == 0 || (post->pools >> person->pool & 1))
         && (p >= 256 || !(person->posts_barred[p / 64] >> (p % 64) & 1));
}

static gboolean
is_wanted (const TwRosterProblem *problem, guint p)
{
  for (int t = 0; t < problem->n_slots; t++)
    if (problem->cover[(gsize) p * problem->n_slots + t].need > 0)
      return TRUE;
  return FALSE;
}

static void
note_posts (TwRotaReading *reading)
{
  TwRotaFrame *frame = reading->frame;
  g_autoptr (GPtrArray) empty = g_ptr_array_new ();

  for (guint p = 0; p < frame->posts->len; p++)
    {
      gboolean any = FALSE;
      for (guint e = 0; e < frame->people->len && !any; e++)
        any = is_qualified (&frame->problem->people[e], &frame->problem->posts[p], p);
      if (!any && is_wanted (frame->problem, p))
        g_ptr_array_add (empty, ((TwRotaPost *) frame->posts->pdata[p])->name);
    }
  if (empty->len == 0)
    return;
  g_autofree char *names = tw_rota_join (empty);
  tw_rota_note (frame, _ ("Nobody has the skills or is of the pools that these posts want: %s"),
                names);
}

/* A pool in which somebody is available and nobody has a shift left is named with the limit. */
static void
note_pool (TwRotaReading *reading, int pool)
{
  TwRotaFrame *frame = reading->frame;
  guint n = 0, n_able = 0;

  for (guint e = 0; e < frame->people->len; e++)
    if (frame->problem->people[e].pool == pool)
      {
        n++;
        n_able += has_a_shift (reading->made, e);
      }
  if (n > 0 && n_able == 0)
    tw_rota_note (frame,
                  _ ("%s: the rule pack and the availability leave nobody of the pool a shift in "
                     "this time"),
                  tw_pool_name (pool));
}

void
tw_rota_read_doubts (TwRotaReading *reading)
{
  note_posts (reading);
  for (int pool = 0; pool < TW_N_POOLS; pool++)
    note_pool (reading, pool);
}

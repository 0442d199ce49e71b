// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-reading.h"

#include "base/tw-json.h"
#include "base/tw-locale.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Tide rules (F11): of those on duty in a window, at posts of some kinds of places (or anywhere), a
 * share should stand at posts of certain kinds of places, services and skill. Each rule becomes one
 * of the problem for each local day it holds on.
 */

static void
tide_free (gpointer data)
{
  TwRotaTide *tide = data;

  g_free (tide->id);
  g_free (tide->name);
  g_free (tide);
}

static gboolean
has_text (JsonArray *array, const char *text)
{
  for (guint i = 0; text && i < json_array_get_length (array); i++)
    if (strcmp (json_array_get_string_element (array, i), text) == 0)
      return TRUE;
  return FALSE;
}

/* An empty list or none at all asks for nothing. */
static gboolean
passes (JsonArray *wanted, const char *text)
{
  return !wanted || json_array_get_length (wanted) == 0 || has_text (wanted, text);
}

static gboolean
counts_post (const TwRotaReading *reading, JsonObject *body, guint p)
{
  const TwRotaPost *post = reading->frame->posts->pdata[p];
  const char *skill = tw_json_get_string (body, "skill", NULL);
  const char *service =
      tw_json_get_string (((TwDoc *) reading->posts->pdata[p])->body, "service", NULL);

  return passes (tw_json_get_array (body, "kinds"), post->place_kind)
         && passes (tw_json_get_array (body, "services"), service)
         && (!skill || *skill == '\0'
             || g_strv_contains ((const char *const *) post->skills, skill));
}

/* Which posts count: at and of, n_posts bytes each; *ret_of NULL: all. FALSE when none is at. */
static gboolean
count_posts (const TwRotaReading *reading, JsonObject *body, guint8 **ret_at, guint8 **ret_of)
{
  guint n = reading->frame->posts->len;
  JsonArray *of_kinds = tw_json_get_array (body, "of_kinds");
  gboolean any = FALSE;

  *ret_at = g_malloc0 (MAX (1, n));
  *ret_of = of_kinds && json_array_get_length (of_kinds) > 0 ? g_malloc0 (MAX (1, n)) : NULL;
  for (guint p = 0; p < n; p++)
    {
      const TwRotaPost *post = reading->frame->posts->pdata[p];
      (*ret_at)[p] = counts_post (reading, body, p);
      any |= (*ret_at)[p];
      if (*ret_of)
        (*ret_of)[p] = (*ret_at)[p] || has_text (of_kinds, post->place_kind);
    }
  return any;
}

static gboolean
holds_on (JsonObject *body, int weekday)
{
  JsonArray *weekdays = tw_json_get_array (body, "weekdays");

  if (!weekdays || json_array_get_length (weekdays) == 0)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (weekdays); i++)
    if (json_array_get_int_element (weekdays, i) == weekday + 1)
      return TRUE;
  return FALSE;
}

static void
add_tide (TwRotaFrame *frame, TwDoc *doc, int first, int last, const guint8 *at, const guint8 *of)
{
  TwRosterProblem *problem = frame->problem;
  TwRotaTide *tide = g_new0 (TwRotaTide, 1);
  const char *own = tw_json_get_string (doc->body, "name", doc->id);
  const char *name = tw_locale_is_chinese () ? own : tw_json_get_string (doc->body, "name_en", own);

  tide->id = g_strdup (doc->id);
  tide->name = g_strdup (name);
  tide->from_us = tw_rota_frame_slot_us (frame, first);
  tide->to_us = tw_rota_frame_slot_us (frame, last);
  tide->share = tw_json_get_double (doc->body, "share", 0);
  tide->tide = problem->n_tides;
  g_ptr_array_add (frame->tides, tide);
  problem->tides = g_renew (TwRosterTide, problem->tides, problem->n_tides + 1);
  problem->tides[problem->n_tides++] = (TwRosterTide){
    .name = g_strdup (name),
    .first = first,
    .last = last,
    .share = tide->share,
    .weight = tw_json_get_double (doc->body, "weight", 1),
    .at = g_memdup2 (at, frame->posts->len),
    .of = of ? g_memdup2 (of, frame->posts->len) : NULL,
  };
}

void
tw_rota_read_tides (TwRotaReading *reading)
{
  TwRotaFrame *frame = reading->frame;

  frame->tides = g_ptr_array_new_with_free_func (tide_free);
  for (guint i = 0; i < reading->tides->len; i++)
    {
      TwDoc *doc = reading->tides->pdata[i];
      g_autofree guint8 *at = NULL, *of = NULL;
      if (!count_posts (reading, doc->body, &at, &of))
        {
          tw_rota_note (frame, _ ("The tide rule “%s” names no post that there is"),
                        tw_json_get_string (doc->body, "name", doc->id));
          continue;
        }
      for (int day = -1; day < frame->problem->n_days; day++)
        {
          int first, last;
          if (holds_on (doc->body, (frame->problem->weekday[0] + day + 7) % 7)
              && tw_rota_window_slots (frame, day, (int) tw_json_get_int (doc->body, "from_min", 0),
                                       (int) tw_json_get_int (doc->body, "to_min", 0), &first,
                                       &last))
            add_tide (frame, doc, first, last, at, of);
        }
    }
}

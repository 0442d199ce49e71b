// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/roster/tw-roster-words.h"

#include "base/tw-locale.h"
#include "desk/tw-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const char *const weekdays[] = {
  N_ ("Mon"), N_ ("Tue"), N_ ("Wed"), N_ ("Thu"), N_ ("Fri"), N_ ("Sat"), N_ ("Sun"),
};

static const char *const months[] = {
  N_ ("Jan"), N_ ("Feb"), N_ ("Mar"), N_ ("Apr"), N_ ("May"), N_ ("Jun"),
  N_ ("Jul"), N_ ("Aug"), N_ ("Sep"), N_ ("Oct"), N_ ("Nov"), N_ ("Dec"),
};

char *
tw_roster_words_day (gint64 t_us, GTimeZone *zone)
{
  TwLocalTime t;

  tw_time_to_local (t_us, zone, &t);
  if (tw_locale_is_chinese ())
    return g_strdup_printf ("%s %02d-%02d", _ (weekdays[t.weekday - 1]), t.month, t.day);
  return g_strdup_printf ("%s %d %s", _ (weekdays[t.weekday - 1]), t.day, _ (months[t.month - 1]));
}

char *
tw_roster_words_day_near (gint64 t_us, gint64 now_us, GTimeZone *zone)
{
  TwLocalTime t, now;
  int days;

  tw_time_to_local (t_us, zone, &t);
  tw_time_to_local (now_us, zone, &now);
  days = tw_days_from_civil (t.year, t.month, t.day)
         - tw_days_from_civil (now.year, now.month, now.day);
  if (days == 0)
    return g_strdup (_ ("Today"));
  if (days == 1)
    return g_strdup (_ ("Tomorrow"));
  return tw_roster_words_day (t_us, zone);
}

char *
tw_roster_words_time (gint64 t_us, GTimeZone *zone, gboolean is_end)
{
  TwLocalTime t;

  tw_time_to_local (t_us, zone, &t);
  if (is_end && t.hour == 0 && t.minute == 0)
    return g_strdup ("24:00");
  return g_strdup_printf ("%02d:%02d", t.hour, t.minute);
}

char *
tw_roster_words_span (gint64 from_us, gint64 to_us, GTimeZone *zone)
{
  g_autofree char *from = tw_roster_words_time (from_us, zone, FALSE);
  g_autofree char *to = tw_roster_words_time (to_us, zone, TRUE);

  return g_strdup_printf ("%s–%s", from, to);
}

/* One decimal where it says something. */
static char *
format_tenths (double value)
{
  double tenths = round (fabs (value) * 10);

  if (fmod (tenths, 10) == 0 || tenths >= 1000)
    return tw_text_count ((gint64) round (tenths / 10));
  return g_strdup_printf ("%.1f", tenths / 10);
}

static const char *
sign_of (double value, double least)
{
  return fabs (value) < least ? "±" : value > 0 ? "+" : "−";
}

char *
tw_roster_words_hours (double hours)
{
  g_autofree char *text = format_tenths (hours);

  return g_strdup_printf (_ ("%s h"), text);
}

char *
tw_roster_words_week (int minutes, int owed_minutes)
{
  g_autofree char *planned = format_tenths (minutes / 60.0);
  g_autofree char *owed = format_tenths (owed_minutes / 60.0);

  if (owed_minutes <= 0)
    return tw_roster_words_hours (minutes / 60.0);
  /* Translators: hours planned, hours owed, in a week */
  return g_strdup_printf (_ ("%1$s / %2$s h"), planned, owed);
}

char *
tw_roster_words_hours_delta (double hours)
{
  g_autofree char *text = tw_roster_words_hours (hours);

  return g_strconcat (sign_of (hours, 0.05), text, NULL);
}

char *
tw_roster_words_share (const TwTideState *state)
{
  if (state->nobody)
    return g_strdup (_ ("Nobody on duty"));
  return g_strdup_printf (_ ("%.0f %% of %.0f %%"), 100 * state->share, 100 * state->tide->share);
}

char *
tw_roster_words_missing (const TwTideState *state)
{
  g_autofree char *hours = NULL;

  if (state->nobody || state->met)
    return NULL;
  hours = tw_roster_words_hours (MAX (state->missing_hours, 0.1));
  return g_strdup_printf (_ ("%s short"), hours);
}

char *
tw_roster_words_points (double points)
{
  g_autofree char *text = tw_text_count ((gint64) round (fabs (points)));

  return g_strconcat (points <= -0.5 ? "−" : "", text, NULL);
}

char *
tw_roster_words_points_delta (double points)
{
  g_autofree char *text = fabs (points) < 9.95 ? format_tenths (points)
                                               : tw_text_count ((gint64) round (fabs (points)));

  return g_strconcat (sign_of (points, 0.05), text, NULL);
}

char *
tw_roster_words_preview (const TwRotaPreview *preview)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *points = tw_roster_words_points_delta (preview->delta);

  if (fabs (preview->under_hours) >= 0.05)
    {
      g_autofree char *hours = tw_roster_words_hours_delta (preview->under_hours);

      /* Translators: head-hours that nobody covers, with a sign */
      g_ptr_array_add (parts, g_strdup_printf (_ ("%s uncovered"), hours));
    }
  if (preview->walk_min != 0)
    /* Translators: sign, minutes */
    g_ptr_array_add (parts,
                     g_strdup_printf (_ ("%s%d min walking"), preview->walk_min > 0 ? "+" : "−",
                                      ABS (preview->walk_min)));
  /* Translators: what the whole score changes by, with a sign */
  g_ptr_array_add (parts, g_strdup_printf (_ ("score %s"), points));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (_ (", "), (char **) parts->pdata);
}

const char *
tw_roster_words_person (const TwRotaFrame *frame, int person)
{
  if (person < 0 || (guint) person >= frame->people->len)
    return _ ("Open shift");
  return ((TwRotaPerson *) frame->people->pdata[person])->name;
}

char *
tw_roster_words_posts (const TwRotaFrame *frame, const TwShift *shift)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < shift->n_stretches; i++)
    {
      const char *name;

      if (shift->stretches[i].kind != TW_STRETCH_WORK)
        continue;
      name = tw_rota_post_label (frame, shift->stretches[i].post);
      if (names->len == 0 || g_strcmp0 (names->pdata[names->len - 1], name) != 0)
        g_ptr_array_add (names, (gpointer) name);
    }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (_ (", "), (char **) names->pdata);
}

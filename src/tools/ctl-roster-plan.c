// SPDX-License-Identifier: Apache-2.0
/*
 * tidewatchctl roster solve | show: the street's own roster without a screen.
 *
 * Solving ends early on Ctrl+C with the best roster so far, which is printed and, as nobody looked
 * at it, not written unless --keep says so.
 */
#include "config.h"

#include "tools/ctl-roster-plan.h"

#include "duty/roster/tw-rota-export.h"
#include "duty/roster/tw-rota-solve-store.h"
#include "duty/roster/tw-rota.h"
#include "duty/tw-duty-forecast.h"
#include "duty/tw-duty-roster-bench.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What a verb works on. */
typedef struct {
  TwDuty *duty;
  TwStreet *street;
  TwOutlook *outlook;
  TwRotaFrame *frame;
  GPtrArray *shifts, *published;
} Plan;

static void
plan_clear (Plan *self)
{
  g_clear_pointer (&self->shifts, g_ptr_array_unref);
  g_clear_pointer (&self->published, g_ptr_array_unref);
  g_clear_pointer (&self->frame, tw_rota_frame_unref);
  g_clear_pointer (&self->outlook, tw_outlook_unref);
  g_clear_pointer (&self->street, tw_street_unref);
  g_clear_object (&self->duty);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static const CtlVerb *
find_verb (const char *name)
{
  const CtlVerb *verb = ctl_roster_verbs;

  while (strcmp (verb->verb, name) != 0)
    verb++;
  return verb;
}

/* --- options --------------------------------------------------------------------------------- */

static gint64
local_midnight (gint64 t_us, GTimeZone *zone, int days)
{
  TwLocalTime local;

  /* From noon to noon: a day of another length does not lead astray. */
  tw_time_to_local (t_us, zone, &local);
  local.hour = 12;
  local.minute = local.second = 0;
  tw_time_to_local (tw_time_from_local (&local, zone) + days * TW_US_PER_DAY, zone, &local);
  local.hour = local.minute = local.second = 0;
  return tw_time_from_local (&local, zone);
}

static gboolean
parse_level (const char *text, TwDemandLevel *ret)
{
  static const char *const names[] = {
    [TW_LEVEL_P50] = "p50", [TW_LEVEL_P90] = "p90", [TW_LEVEL_MEAN] = "mean"
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (text, names[i]) == 0)
      {
        *ret = (TwDemandLevel) i;
        return TRUE;
      }
  return FALSE;
}

/* "community,property" as bits. FALSE: a word is none. */
static gboolean
parse_pools (const char *text, guint *ret)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  guint bits = 0;

  for (guint i = 0; words[i]; i++)
    {
      int pool = 0;
      while (pool < TW_N_POOLS && strcmp (g_strstrip (words[i]), tw_pool_key (pool)) != 0)
        pool++;
      if (pool == TW_N_POOLS)
        return FALSE;
      bits |= 1u << pool;
    }
  *ret = bits;
  return TRUE;
}

/* Reads forecast, frame and shifts. @from: a local time, or NULL: @days after today's midnight. */
static gboolean
plan_read (CtlContext *ctl, Plan *self, const char *from, int days, TwRotaFrameOptions *options,
           GError **error)
{
  self->outlook = tw_duty_forecast (self->duty, FALSE, &self->street, ctl->cancellable, error);
  if (!self->outlook)
    return FALSE;
  gint64 now_us = tw_duty_now_us (self->duty);
  if (!from)
    options->from_us = local_midnight (now_us, self->street->zone, days);
  else if (!tw_time_parse (from, self->street->zone, FALSE, &options->from_us, error))
    return FALSE;
  self->frame = tw_rota_frame_new (tw_duty_get_store (self->duty), self->street, self->outlook,
                                   now_us, options, error);
  self->shifts =
      self->frame ? tw_rota_frame_read_shifts (self->frame, tw_duty_get_store (self->duty), error)
                  : NULL;
  self->published =
      self->shifts ? tw_rota_read_published (self->frame, tw_duty_get_store (self->duty), error)
                   : NULL;
  return self->published != NULL;
}

/* --- printing -------------------------------------------------------------------------------- */

static void
print_notes (const TwRotaFrame *frame)
{
  for (guint i = 0; i < frame->notes->len; i++)
    g_printerr ("%s\n", (char *) frame->notes->pdata[i]);
}

/* Never "-0.0": sums of small parts end beside nothing on either side. */
static double
tidy (double value)
{
  return fabs (value) < 0.05 ? 0 : value;
}

static JsonArray *
texts_to_json (GPtrArray *texts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < texts->len; i++)
    json_array_add_string_element (array, texts->pdata[i]);
  return array;
}

static JsonObject *
score_to_json (const TwRosterScore *score)
{
  static const char *const keys[TW_ROSTER_N_TERMS] = {
    [TW_ROSTER_TERM_UNDER] = "under",   [TW_ROSTER_TERM_OVER] = "over",
    [TW_ROSTER_TERM_TIDE] = "tide",     [TW_ROSTER_TERM_WAGES] = "wages",
    [TW_ROSTER_TERM_WISHES] = "wishes", [TW_ROSTER_TERM_CHANGE] = "change",
    [TW_ROSTER_TERM_TRAVEL] = "travel", [TW_ROSTER_TERM_FAIRNESS] = "fairness",
  };
  JsonObject *object = json_object_new ();

  for (int term = 0; term < TW_ROSTER_N_TERMS; term++)
    json_object_set_double_member (object, keys[term], tw_roster_score_get (score, term) + 0.0);
  json_object_set_double_member (object, "total", score->total + 0.0);
  return object;
}

static void
print_solved_json (const Plan *plan, const TwRotaSolved *solved, guint n_removed, guint n_added,
                   gboolean written)
{
  JsonObject *object = json_object_new ();
  g_autofree char *from = tw_time_format_rfc3339 (plan->frame->from_us);

  json_object_set_string_member (object, "from", from);
  json_object_set_int_member (object, "hours",
                              (plan->frame->to_us - plan->frame->from_us) / TW_US_PER_HOUR);
  json_object_set_object_member (object, "score", score_to_json (&solved->score));
  json_object_set_object_member (object, "score_before", score_to_json (&solved->score_before));
  if (solved->gap < 0)
    {
      json_object_set_null_member (object, "bound");
      json_object_set_null_member (object, "gap");
    }
  else
    {
      json_object_set_double_member (object, "bound", solved->bound);
      json_object_set_double_member (object, "gap", solved->gap);
    }
  json_object_set_double_member (object, "seconds", solved->seconds);
  json_object_set_double_member (object, "first_seconds", solved->first_seconds);
  json_object_set_double_member (object, "uncovered_hours", solved->under_hours);
  json_object_set_int_member (object, "shifts", solved->after->len);
  json_object_set_int_member (object, "removed", n_removed);
  json_object_set_int_member (object, "added", n_added);
  json_object_set_boolean_member (object, "written", written);
  json_object_set_array_member (object, "shortages", texts_to_json (solved->shortages));
  json_object_set_array_member (object, "notes", texts_to_json (plan->frame->notes));
  ctl_print_json (object);
}

static void
print_solved (const TwRotaSolved *solved)
{
  g_print (_ ("%u shifts, %.1f head-hours uncovered\n"), solved->after->len, solved->under_hours);
  if (solved->gap < 0)
    g_print (_ ("score %.1f (before %.1f), no bound yet, %.1f s, the first roster after %.2f s\n"),
             tidy (solved->score.total), tidy (solved->score_before.total), solved->seconds,
             solved->first_seconds);
  else
    g_print (_ ("score %.1f (before %.1f), bound %.1f, gap %.2f %%, %.1f s, the first roster after "
                "%.2f s\n"),
             tidy (solved->score.total), tidy (solved->score_before.total), tidy (solved->bound),
             solved->gap * 100, solved->seconds, solved->first_seconds);
  for (int term = 0; term < TW_ROSTER_N_TERMS; term++)
    g_print ("  %10.1f  %s\n", tidy (tw_roster_score_get (&solved->score, term)),
             tw_roster_term_name (term));
  for (guint i = 0; i < solved->shortages->len; i++)
    g_print ("! %s\n", (char *) solved->shortages->pdata[i]);
}

/* --- solve ----------------------------------------------------------------------------------- */

static void
progress_cb (const TwRosterProgress *progress, gpointer data)
{
  static double last = -1;
  const CtlContext *ctl = data;

  if (ctl->quiet || progress->seconds < last + 1)
    return;
  last = progress->seconds;
  if (isinf (progress->bound))
    g_printerr ("%8.2f s  %.1f\n", progress->seconds, progress->best);
  else
    g_printerr ("%8.2f s  %.1f  %.2f %%\n", progress->seconds, progress->best,
                100 * tw_duty_roster_gap (progress->best, progress->bound));
}

static int
solve (CtlContext *ctl, Plan *plan, const TwRosterSolveOptions *options, guint pools,
       gboolean dry_run, gboolean keep)
{
  TwRotaSolved solved = { 0 };
  GError *error = NULL;
  guint n_removed = 0, n_added = 0;
  gboolean write;

  if (!ctl->quiet && !ctl->json)
    print_notes (plan->frame);
  if (!tw_rota_solve_frame (plan->frame, plan->shifts, plan->published, NULL, pools, options,
                            &solved, &error))
    return ctl_fail (error);
  write = !dry_run && (keep || !g_cancellable_is_cancelled (ctl->cancellable));
  if (write
      && !tw_rota_store_shifts (plan->duty, plan->frame, solved.before, solved.after, _ ("Solve"),
                                &n_removed, &n_added, &error))
    {
      tw_rota_solved_clear (&solved);
      return ctl_fail (error);
    }
  if (ctl->json)
    print_solved_json (plan, &solved, n_removed, n_added, write);
  else
    print_solved (&solved);
  if (!ctl->json && write)
    g_print (_ ("Written as drafts: %u shifts taken away, %u added\n"), n_removed, n_added);
  else if (!ctl->json && !dry_run)
    g_print (_ ("Interrupted: nothing was written\n"));
  tw_rota_solved_clear (&solved);
  return CTL_DONE;
}

int
ctl_roster_solve (CtlContext *ctl, int argc, char **argv)
{
  g_autofree char *from = NULL, *level = NULL, *pool_list = NULL;
  int hours = 72, threads = (int) CLAMP (g_get_num_processors (), 1, 64);
  double time_limit = 20, gap = 0.01;
  gint64 seed = 1;
  gboolean dry_run = FALSE, keep = FALSE;
  guint pools = 0;
  GError *error = NULL;
  TwRotaFrameOptions frame = { .level = TW_LEVEL_P50 };
  const GOptionEntry options[] = {
    { "from", 0, 0, G_OPTION_ARG_STRING, &from, N_ ("First moment (default tomorrow 00:00)"),
      "TIME" },
    { "hours", 0, 0, G_OPTION_ARG_INT, &hours, N_ ("How many hours (default 72)"), "N" },
    { "level", 0, 0, G_OPTION_ARG_STRING, &level, N_ ("Demand to cover (default p50)"),
      "p50|p90|mean" },
    { "time-limit", 0, 0, G_OPTION_ARG_DOUBLE, &time_limit, N_ ("Seconds (default 20)"), "S" },
    { "gap", 0, 0, G_OPTION_ARG_DOUBLE, &gap, N_ ("Stop when so good (default 0.01)"), "G" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("Another number, another search (default 1)"),
      "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, N_ ("Threads to use (default all cores)"), "N" },
    { "pools", 0, 0, G_OPTION_ARG_STRING, &pool_list, N_ ("Only these pools, with commas"),
      "POOLS" },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Write nothing"), NULL },
    { "keep", 0, 0, G_OPTION_ARG_NONE, &keep, N_ ("Write the best so far on Ctrl+C, too"), NULL },
    { NULL }
  };

  if (!ctl_parse (find_verb ("solve"), options, &argc, &argv, 0, 0))
    return CTL_USAGE;
  if (level && !parse_level (level, &frame.level))
    return ctl_usage (_ ("--level must be p50, p90 or mean"));
  if (pool_list && !parse_pools (pool_list, &pools))
    return ctl_usage (_ ("--pools must be some of community, property, volunteer, freelance"));
  if (!(time_limit > 0 && time_limit <= 1e6))
    return ctl_usage (_ ("--time-limit must be a positive number of seconds"));
  if (!(gap >= 0 && gap <= 1))
    return ctl_usage (_ ("--gap must be between 0 and 1"));
  if (threads < 1 || threads > 64)
    return ctl_usage (_ ("--threads must be between 1 and 64"));
  g_auto (Plan) plan = { .duty = ctl_open (ctl, FALSE) };
  if (!plan.duty)
    return CTL_FAILED;
  frame.n_hours = hours;
  if (!plan_read (ctl, &plan, from, 1, &frame, &error))
    return g_error_matches (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE)
               ? (ctl_fail (error), CTL_USAGE)
               : ctl_fail (error);
  TwRosterSolveOptions solving = { .seed = (guint64) seed,
                                   .n_threads = threads,
                                   .max_seconds = time_limit,
                                   .max_gap = gap,
                                   .cancellable = ctl->cancellable,
                                   .progress = progress_cb,
                                   .progress_data = ctl };
  return solve (ctl, &plan, &solving, pools, dry_run, keep);
}

/* --- show ------------------------------------------------------------------------------------ */

static JsonObject *
shift_to_json (const Plan *plan, const TwShift *shift)
{
  JsonObject *object = tw_rota_frame_write_shift (plan->frame, shift);

  json_object_set_string_member (object, "id", shift->id);
  if (shift->person >= 0)
    json_object_set_string_member (
        object, "name", ((TwRotaPerson *) plan->frame->people->pdata[shift->person])->name);
  return object;
}

static void
print_shift (const Plan *plan, const TwShift *shift)
{
  TwLocalTime from, to;
  g_autoptr (GString) posts = g_string_new (NULL);

  tw_time_to_local (shift->from_us, plan->frame->zone, &from);
  tw_time_to_local (shift->to_us, plan->frame->zone, &to);
  for (guint i = 0; i < shift->n_stretches; i++)
    if (shift->stretches[i].kind == TW_STRETCH_WORK && shift->stretches[i].post >= 0)
      g_string_append_printf (
          posts, "%s%s", posts->len > 0 ? " > " : "",
          ((TwRotaPost *) plan->frame->posts->pdata[shift->stretches[i].post])->name);
  g_print ("%02d:%02d-%02d:%02d  %s  %s\n", from.hour, from.minute, to.hour, to.minute,
           shift->person >= 0 ? ((TwRotaPerson *) plan->frame->people->pdata[shift->person])->name
                              : _ ("(open)"),
           posts->str);
}

int
ctl_roster_show (CtlContext *ctl, int argc, char **argv)
{
  g_autofree char *date = NULL;
  GError *error = NULL;
  TwRotaFrameOptions frame = { .n_hours = 24 };
  JsonArray *array;
  JsonObject *object;
  const GOptionEntry options[] = {
    { "date", 0, 0, G_OPTION_ARG_STRING, &date, N_ ("The day (default today)"), "DATE" }, { NULL }
  };

  if (!ctl_parse (find_verb ("show"), options, &argc, &argv, 0, 0))
    return CTL_USAGE;
  g_auto (Plan) plan = { .duty = ctl_open (ctl, FALSE) };
  if (!plan.duty)
    return CTL_FAILED;
  if (!plan_read (ctl, &plan, date, 0, &frame, &error))
    return ctl_fail (error);
  array = json_array_new ();
  for (guint i = 0; i < plan.shifts->len; i++)
    if (ctl->json)
      json_array_add_object_element (array, shift_to_json (&plan, plan.shifts->pdata[i]));
    else
      print_shift (&plan, plan.shifts->pdata[i]);
  if (!ctl->json)
    {
      json_array_unref (array);
      return CTL_DONE;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "date", ((TwRotaSpan *) plan.frame->days->pdata[0])->date);
  json_object_set_array_member (object, "shifts", array);
  ctl_print_json (object);
  return CTL_DONE;
}

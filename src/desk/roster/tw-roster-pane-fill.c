// SPDX-License-Identifier: Apache-2.0
/* What the pane says in each of its modes. */
#include "config.h"

#include "desk/roster/tw-roster-pane-private.h"

#include "desk/roster/tw-roster-words.h"
#include "desk/tw-text.h"
#include "duty/roster/tw-rota-changes.h"
#include "duty/roster/tw-rota-publish.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_ABLE 60
#define MAX_BLOCKED 40
#define MAX_PARTS 60
#define MAX_CHANGES 2000

static TwLine *
add (GPtrArray *lines, TwLineStyle style, const char *key, const char *title)
{
  TwLine *line = tw_line_new (style, key, title);

  g_ptr_array_add (lines, line);
  return line;
}

static void
add_trail (GPtrArray *lines, TwLineStyle style, const char *title, const char *trail)
{
  tw_line_set_trail (add (lines, style, NULL, title), trail);
}

/* --- the roster as a whole ------------------------------------------------------------------ */

static void
add_cover (TwRosterPane *self, GPtrArray *lines)
{
  TwCoverFilter all = { .post = -1 };
  g_autofree char *under = NULL;
  g_autofree char *over = NULL;
  TwCover cover;

  tw_rota_get_cover (self->rota, &all, &cover);
  under = tw_roster_words_hours (cover.under_hours);
  over = tw_roster_words_hours (cover.over_hours);
  add (lines, TW_LINE_HEADING, NULL, _ ("Coverage"));
  add_trail (lines, cover.under_hours >= 0.05 ? TW_LINE_PLAIN : TW_LINE_GOOD, _ ("Uncovered"),
             under);
  add_trail (lines, TW_LINE_PLAIN, _ ("More than wanted"), over);
  tw_cover_clear (&cover);
}

static int
cmp_tides (gconstpointer a, gconstpointer b)
{
  const TwTideState *x = a, *y = b;

  return x->tide->from_us < y->tide->from_us ? -1 : x->tide->from_us > y->tide->from_us ? 1 : 0;
}

static void
add_tides (TwRosterPane *self, GPtrArray *lines)
{
  g_autoptr (GArray) tides = tw_rota_list_tides (self->rota);
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);

  g_array_sort (tides, cmp_tides);
  if (tides->len > 0)
    add (lines, TW_LINE_HEADING, NULL, _ ("Tide rules"));
  for (guint i = 0; i < tides->len; i++)
    {
      const TwTideState *state = &g_array_index (tides, TwTideState, i);
      g_autofree char *day = tw_roster_words_day (state->tide->from_us, frame->zone);
      g_autofree char *span =
          tw_roster_words_span (state->tide->from_us, state->tide->to_us, frame->zone);
      g_autofree char *when = g_strdup_printf ("%s %s", day, span);
      g_autofree char *missing = tw_roster_words_missing (state);
      g_autofree char *title =
          missing != NULL ? g_strdup_printf (_ ("%s, %s"), when, missing) : g_strdup (when);
      g_autofree char *share = tw_roster_words_share (state);
      g_autofree char *key = g_strdup_printf ("t:%" G_GINT64_FORMAT ":-1", state->tide->from_us);
      TwLine *line = add (lines,
                          state->nobody ? TW_LINE_PLAIN
                          : state->met  ? TW_LINE_GOOD
                                        : TW_LINE_YELLOW,
                          key, state->tide->name);

      tw_line_set_trail (line, share);
      tw_line_set_detail (line, title);
    }
}

static void
add_terms (GPtrArray *lines, const TwRosterScore *score)
{
  g_autofree char *total = tw_roster_words_points (score->total);

  add_trail (lines, TW_LINE_HEADING, _ ("Score"), total);
  for (int term = 0; term < TW_ROSTER_N_TERMS; term++)
    {
      double value = tw_roster_score_get (score, (TwRosterTerm) term);
      g_autofree char *text = tw_roster_words_points (value);

      if (fabs (value) >= 0.05)
        add_trail (lines, TW_LINE_PLAIN, tw_roster_term_name ((TwRosterTerm) term), text);
    }
}

static void
add_days (TwRosterPane *self, GPtrArray *lines)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);

  add (lines, TW_LINE_HEADING, NULL, _ ("Days"));
  for (guint i = 0; i < frame->days->len; i++)
    {
      const TwRotaSpan *span = frame->days->pdata[i];
      const TwRotaDay *day = tw_rota_get_day (self->rota, i);
      g_autofree char *title = tw_roster_words_day (span->from_us, frame->zone);
      g_autofree char *key = g_strdup_printf ("t:%" G_GINT64_FORMAT ":-1", span->from_us);
      g_autofree char *detail = NULL;
      TwLine *line = add (lines,
                          day->n_red > 0      ? TW_LINE_RED
                          : day->n_yellow > 0 ? TW_LINE_YELLOW
                                              : TW_LINE_PLAIN,
                          key, title);

      detail = day->edition > 0 ? g_strdup_printf (_ ("%u shifts, %u changes since edition %d"),
                                                   day->n_shifts, day->n_changes, day->edition)
                                : g_strdup_printf (_ ("%u shifts"), day->n_shifts);
      tw_line_set_detail (line, detail);
      tw_line_set_trail (line, tw_day_state_name (day->state));
    }
}

void
tw_roster_pane_fill_summary (TwRosterPane *self, GPtrArray *lines)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  g_autofree char *first = tw_roster_words_day (frame->from_us, frame->zone);
  g_autofree char *last = tw_roster_words_day (frame->to_us - 1, frame->zone);
  g_autofree char *title = g_strdup_printf (_ ("%s to %s"), first, last);
  g_autofree char *people = tw_text_count (frame->people->len);
  g_autofree char *posts = tw_text_count (frame->posts->len);
  g_autofree char *detail = g_strdup_printf (_ ("%s people, %s posts"), people, posts);

  tw_roster_pane_set_head (self, title, detail);
  add_days (self, lines);
  add_cover (self, lines);
  add_tides (self, lines);
  add_terms (lines, tw_rota_get_score (self->rota));
  if (frame->notes->len > 0)
    add (lines, TW_LINE_HEADING, NULL, _ ("About the data"));
  for (guint i = 0; i < frame->notes->len; i++)
    add (lines, TW_LINE_DIM, NULL, frame->notes->pdata[i]);
}

/* --- one shift ------------------------------------------------------------------------------ */

static void
add_stretches (TwRosterPane *self, const TwShift *shift, GPtrArray *lines)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);

  for (guint i = 0; i < shift->n_stretches; i++)
    {
      const TwStretch *stretch = &shift->stretches[i];
      g_autofree char *span = tw_roster_words_span (stretch->from_us, stretch->to_us, frame->zone);

      add_trail (lines, stretch->kind == TW_STRETCH_WORK ? TW_LINE_PLAIN : TW_LINE_DIM,
                 stretch->kind == TW_STRETCH_WORK  ? tw_rota_post_label (frame, stretch->post)
                 : stretch->kind == TW_STRETCH_WAY ? _ ("On the way")
                                                   : _ ("Break"),
                 span);
    }
}

static void
add_own_conflicts (TwRosterPane *self, const TwShift *shift, GPtrArray *lines)
{
  GPtrArray *conflicts = tw_rota_get_conflicts (self->rota);

  for (guint i = 0; i < conflicts->len; i++)
    {
      const TwRotaConflict *conflict = conflicts->pdata[i];
      g_autofree char *key = g_strconcat ("c:", conflict->key, NULL);
      TwLine *line;

      if (g_strcmp0 (conflict->shift_id, shift->id) != 0)
        continue;
      line = add (lines,
                  conflict->overridden                           ? TW_LINE_DIM
                  : conflict->severity == TW_ROSTER_SEVERITY_RED ? TW_LINE_RED
                                                                 : TW_LINE_YELLOW,
                  key, conflict->text);
      tw_line_set_detail (line, conflict->article);
      tw_line_set_button (line, 0, conflict->fix_label, NULL);
    }
}

static int
cmp_contributions (gconstpointer a, gconstpointer b)
{
  double x = fabs (((const TwRosterContribution *) a)->amount),
         y = fabs (((const TwRosterContribution *) b)->amount);

  return x < y ? 1 : x > y ? -1 : 0;
}

static void
add_why (TwRosterPane *self, const TwShift *shift, GPtrArray *lines)
{
  g_autoptr (GArray) parts = NULL;
  g_autofree char *sum_text = NULL;
  double sum = 0;

  if (shift->override_reason != NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("Overridden: %s"), shift->override_reason);

      add (lines, TW_LINE_DIM, NULL, text);
    }
  if (shift->note != NULL && *shift->note != '\0')
    add (lines, TW_LINE_DIM, NULL, shift->note);
  if (shift->person < 0)
    return;
  parts = tw_rota_list_contributions (self->rota, shift->person);
  g_array_sort (parts, cmp_contributions);
  for (guint i = 0; i < parts->len; i++)
    sum += g_array_index (parts, TwRosterContribution, i).amount;
  sum_text = tw_roster_words_points (sum);
  add_trail (lines, TW_LINE_HEADING, _ ("What this person's shifts cost"), sum_text);
  for (guint i = 0; i < MIN (parts->len, MAX_PARTS); i++)
    {
      const TwRosterContribution *part = &g_array_index (parts, TwRosterContribution, i);
      g_autofree char *text = tw_rota_describe_contribution (self->rota, part);
      g_autofree char *amount = tw_roster_words_points_delta (part->amount);

      add_trail (lines, TW_LINE_PLAIN, text, amount);
    }
}

static void
add_candidate (TwRosterPane *self, const TwRosterCandidate *candidate, gboolean can_give,
               GPtrArray *lines)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  const TwRotaPerson *person = frame->people->pdata[candidate->person];
  g_autofree char *key = g_strdup_printf ("p:%d", candidate->person);
  g_autofree char *delta = tw_roster_words_points_delta (candidate->delta);
  g_autofree char *detail = NULL;
  TwLine *line = add (lines, candidate->able ? TW_LINE_PLAIN : TW_LINE_DIM, key, person->name);

  if (!candidate->able)
    detail = tw_rota_describe_break (self->rota, &candidate->broken);
  else if (candidate->n_given_up > 0)
    detail =
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s; gives up %d shift",
                                      "%s; gives up %d shifts", (gulong) candidate->n_given_up),
                         tw_pool_name (person->pool), candidate->n_given_up);
  else
    detail = g_strdup (tw_pool_name (person->pool));
  tw_line_set_detail (line, detail);
  if (!candidate->able)
    return;
  tw_line_set_trail (line, delta);
  if (can_give)
    tw_line_set_button (line, 0, _ ("Give"), _ ("Give the shift to this person"));
}

static void
add_candidates (TwRosterPane *self, const TwShift *shift, GPtrArray *lines)
{
  g_autoptr (GArray) found = tw_rota_list_candidates (self->rota, shift->id);
  guint n_able = 0, n_blocked = 0;

  for (guint i = 0; i < found->len; i++)
    n_able += g_array_index (found, TwRosterCandidate, i).able;
  if (n_able > 0)
    add_trail (lines, TW_LINE_HEADING, _ ("Could take it, best first"), _ ("score"));
  else
    add (lines, TW_LINE_HEADING, NULL, _ ("Nobody can take it as things stand"));
  for (guint i = 0; i < found->len; i++)
    {
      const TwRosterCandidate *candidate = &g_array_index (found, TwRosterCandidate, i);

      if (candidate->person == shift->person)
        continue;
      if (candidate->able ? i >= MAX_ABLE : n_blocked >= MAX_BLOCKED)
        continue;
      if (!candidate->able && n_blocked++ == 0)
        add (lines, TW_LINE_HEADING, NULL, _ ("Cannot, and why"));
      add_candidate (self, candidate, TRUE, lines);
    }
}

static void
add_history (TwRosterPane *self, const TwShift *shift, GPtrArray *lines)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  gint64 now_us = tw_duty_now_us (tw_rota_get_duty (self->rota));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = tw_rota_list_history (self->rota, shift->id, &error);

  if (entries == NULL)
    add (lines, TW_LINE_YELLOW, NULL, error->message);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const TwHistoryEntry *entry = entries->pdata[i];
      g_autofree char *when = tw_text_when (entry->at_us, now_us, frame->zone);
      TwLine *line = add (lines, TW_LINE_PLAIN, NULL, entry->what);

      tw_line_set_trail (line, when);
      tw_line_set_detail (line, entry->who);
    }
}

void
tw_roster_pane_fill_shift (TwRosterPane *self, GPtrArray *lines)
{
  TwShift *shift = self->shift_id != NULL && self->n_selected == 1
                       ? tw_rota_find (self->rota, self->shift_id)
                       : NULL;
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  g_autofree char *text = NULL;

  if (shift == NULL)
    {
      text = self->n_selected > 1 ? g_strdup_printf (_ ("%u shifts selected"), self->n_selected)
                                  : g_strdup (_ ("No shift selected"));
      tw_roster_pane_set_head (self, text, NULL);
      tw_line_list_set_empty (self->list,
                              _ ("Choose a shift on the board, or draw a new one in the row of a "
                                 "person"));
      return;
    }
  text = tw_rota_describe_shift (self->rota, shift);
  tw_roster_pane_set_head (self, tw_roster_words_person (frame, shift->person), text);
  add_own_conflicts (self, shift, lines);
  add_stretches (self, shift, lines);
  if (self->part == TW_PANE_WHY)
    add_why (self, shift, lines);
  else if (self->part == TW_PANE_CANDIDATES)
    add_candidates (self, shift, lines);
  else
    add_history (self, shift, lines);
}

/* --- conflicts ------------------------------------------------------------------------------ */

void
tw_roster_pane_fill_conflicts (TwRosterPane *self, GPtrArray *lines)
{
  GPtrArray *conflicts = tw_rota_get_conflicts (self->rota);
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  guint n_red = 0;

  tw_line_list_set_empty (self->list, _ ("No conflicts: nothing stands in the way"));
  for (guint i = 0; i < conflicts->len; i++)
    {
      const TwRotaConflict *conflict = conflicts->pdata[i];
      gboolean red = conflict->severity == TW_ROSTER_SEVERITY_RED && !conflict->overridden;
      g_autofree char *key = g_strconcat ("c:", conflict->key, NULL);
      g_autofree char *day = tw_roster_words_day (conflict->at_us, frame->zone);
      g_autofree char *detail = conflict->overridden ? g_strdup_printf (_ ("%s; overridden"), day)
                                : conflict->article != NULL
                                    ? g_strdup_printf ("%s; %s", day, conflict->article)
                                    : g_strdup (day);
      TwLine *line = add (lines,
                          conflict->overridden ? TW_LINE_DIM
                          : red                ? TW_LINE_RED
                                               : TW_LINE_YELLOW,
                          key, conflict->text);

      n_red += red;
      tw_line_set_detail (line, detail);
      tw_line_set_button (line, 0, conflict->fix != TW_FIX_NONE ? conflict->fix_label : NULL, NULL);
      if (conflict->overridden)
        tw_line_set_button (line, 1, _ ("Take the override back"), NULL);
      else if (conflict->may_override)
        tw_line_set_button (line, 1, _ ("Override…"), _ ("Allow it with a reason"));
    }
  if (n_red > 0)
    {
      g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u blocks publishing",
                                                            "%u block publishing", n_red),
                                               n_red);

      tw_roster_pane_set_head (self, NULL, text);
    }
  else
    tw_roster_pane_set_head (self, NULL, NULL);
}

/* --- a proposal ----------------------------------------------------------------------------- */

static void
fill_running (TwRosterPane *self, GPtrArray *lines)
{
  const TwRotaSolveProgress *progress = &self->progress;
  g_autofree char *best = tw_roster_words_points (progress->best);
  g_autofree char *bound = tw_roster_words_points (progress->bound);
  g_autofree char *gap = progress->gap >= 0 ? g_strdup_printf (_ ("%.2f %%"), 100 * progress->gap)
                                            : g_strdup (_ ("not known yet"));
  g_autofree char *under = tw_roster_words_hours (progress->under_hours);
  g_autofree char *left = tw_text_time_left (MAX (self->max_seconds - progress->seconds, 0));

  tw_roster_pane_set_head (self, _ ("Looking for a better roster…"), left);
  if (progress->seconds <= 0)
    return;
  add_trail (lines, TW_LINE_PLAIN, _ ("Best so far"), best);
  add_trail (lines, TW_LINE_PLAIN, _ ("No roster is below"),
             progress->gap >= 0 ? bound : _ ("not known yet"));
  add_trail (lines, TW_LINE_PLAIN, _ ("Distance from the optimum, at most"), gap);
  add_trail (lines, TW_LINE_PLAIN, _ ("Uncovered"), under);
}

static void
add_score_change (const TwRotaProposal *proposal, GPtrArray *lines)
{
  g_autofree char *before = tw_roster_words_points (proposal->score_before.total);
  g_autofree char *after = tw_roster_words_points (proposal->score_after.total);
  g_autofree char *total = g_strdup_printf ("%s → %s", before, after);

  add_trail (lines, TW_LINE_HEADING, _ ("Score"), total);
  for (int term = 0; term < TW_ROSTER_N_TERMS; term++)
    {
      double old = tw_roster_score_get (&proposal->score_before, (TwRosterTerm) term),
             new = tw_roster_score_get (&proposal->score_after, (TwRosterTerm) term);
      g_autofree char *old_text = tw_roster_words_points (old);
      g_autofree char *new_text = tw_roster_words_points (new);
      g_autofree char *text = g_strdup_printf ("%s → %s", old_text, new_text);

      if (fabs (old) >= 0.5 || fabs (new) >= 0.5)
        add_trail (lines, TW_LINE_PLAIN, tw_roster_term_name ((TwRosterTerm) term), text);
    }
}

static void
add_shortages (const TwRotaProposal *proposal, GPtrArray *lines)
{
  if (proposal->shortages->len == 0)
    {
      add (lines, TW_LINE_GOOD, NULL, _ ("Everything wanted is covered"));
      return;
    }
  add (lines, TW_LINE_HEADING, NULL, _ ("What stays short"));
  for (guint i = 0; i < proposal->shortages->len; i++)
    add (lines, TW_LINE_YELLOW, NULL, proposal->shortages->pdata[i]);
}

static void
add_changes (TwRosterPane *self, const TwRotaProposal *proposal, GPtrArray *lines)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  g_autofree char *count = tw_text_count (proposal->changes->len);
  int day = -1;

  add_trail (lines, TW_LINE_HEADING, _ ("Changes"), count);
  for (guint i = 0; i < MIN (proposal->changes->len, MAX_CHANGES); i++)
    {
      const TwRotaChange *change = proposal->changes->pdata[i];
      const TwShift *shift = change->after != NULL ? change->after : change->before;
      g_autofree char *text = tw_rota_change_describe (frame, change);
      g_autofree char *key =
          g_strdup_printf ("t:%" G_GINT64_FORMAT ":%d", shift->from_us, shift->person);

      if (change->day != day && change->day >= 0 && (guint) change->day < frame->days->len)
        {
          const TwRotaSpan *span = frame->days->pdata[change->day];
          g_autofree char *name = tw_roster_words_day (span->from_us, frame->zone);

          add (lines, TW_LINE_HEADING, NULL, name);
          day = change->day;
        }
      add (lines, TW_LINE_PLAIN, key, text);
    }
}

static char *
proof_text (const TwRotaProposal *proposal)
{
  g_autofree char *seconds = g_strdup_printf (_ ("%.1f s"), proposal->seconds);

  if (proposal->proven)
    return g_strdup_printf (_ ("%s; nothing better exists"), seconds);
  if (proposal->gap >= 0)
    return g_strdup_printf (_ ("%s; at most %.2f %% from the optimum"), seconds,
                            100 * proposal->gap);
  return g_strdup_printf (_ ("%s; how far from the optimum is not known"), seconds);
}

void
tw_roster_pane_fill_proposal (TwRosterPane *self, GPtrArray *lines)
{
  g_autofree char *title = NULL;
  g_autofree char *detail = NULL;

  if (self->running)
    {
      fill_running (self, lines);
      return;
    }
  if (self->proposal == NULL)
    {
      tw_roster_pane_set_head (self, _ ("No proposal"), NULL);
      tw_line_list_set_empty (self->list,
                              _ ("Auto-roster and repair show here what they would change, before "
                                 "anything is changed"));
      return;
    }
  title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Proposal: %u change",
                                        "Proposal: %u changes", self->proposal->changes->len),
                           self->proposal->changes->len);
  detail = proof_text (self->proposal);
  tw_roster_pane_set_head (self, title, detail);
  add_score_change (self->proposal, lines);
  add_shortages (self->proposal, lines);
  add_changes (self, self->proposal, lines);
}

// SPDX-License-Identifier: Apache-2.0
/* What an edit would do, what a roster pays for, who could take a shift and why nobody does. */
#include "config.h"

#include "duty/roster/tw-rota-private.h"

#include <string.h>

/* --- preview ---------------------------------------------------------------------------------- */

/* One person before and after. */
typedef struct {
  int person;
  GPtrArray *shifts;
  TwRosterPlan to;
} Turned;

static void
turned_clear (gpointer data)
{
  Turned *turned = data;

  g_ptr_array_unref (turned->shifts);
  tw_roster_plan_clear (&turned->to);
}

static GArray *
list_turned (TwRotaPicture *picture, const TwRotaTurn *turns, guint n)
{
  g_autoptr (GArray) people = tw_rota_picture_list_touched (picture, turns, n);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Turned));

  g_array_set_clear_func (list, turned_clear);
  for (guint i = 0; i < people->len; i++)
    {
      Turned turned = { .person = g_array_index (people, int, i) };

      turned.shifts = tw_rota_picture_list_turned (picture, turned.person, turns, n);
      tw_rota_make_plan (picture->frame, turned.shifts, &turned.to);
      g_array_append_val (list, turned);
    }
  return list;
}

static void
add_score (TwRosterScore *sum, const TwRosterScore *part)
{
  sum->under += part->under;
  sum->over += part->over;
  sum->tide += part->tide;
  sum->wages += part->wages;
  sum->wishes += part->wishes;
  sum->change += part->change;
  sum->travel += part->travel;
  sum->fairness += part->fairness;
  sum->total += part->total;
}

static int
way_slots (const TwRosterProblem *problem, const TwRosterPlan *plan)
{
  int slots = 0;

  for (int i = 0; i < plan->n_shifts; i++)
    slots += tw_roster_problem_way_slots (problem, &plan->shifts[i]);
  return slots;
}

static void
list_cells (const TwRosterProblem *problem, const TwRosterPlan *plan, GArray *cells)
{
  for (int i = 0; i < plan->n_shifts; i++)
    for (int b = 0; b < plan->shifts[i].n_blocks; b++)
      {
        const TwRosterBlock *block = &plan->shifts[i].blocks[b];

        for (int t = block->first; block->post >= 0 && t < block->last; t++)
          {
            int cell = block->post * problem->n_slots + t;

            g_array_append_val (cells, cell);
          }
      }
}

static int
compare_ints (gconstpointer a, gconstpointer b)
{
  int x = *(const int *) a, y = *(const int *) b;

  return (x > y) - (x < y);
}

/* Heads that are missing in @cells, which are in order, each counted once. */
static int
count_under (const TwRosterTally *tally, GArray *cells)
{
  int slots = 0;

  for (guint i = 0; i < cells->len; i++)
    {
      int cell = g_array_index (cells, int, i);

      if (i == 0 || cell != g_array_index (cells, int, i - 1))
        slots += MAX (0, tally->problem->cover[cell].need - tally->heads[cell]);
    }
  return slots;
}

static GArray *
list_touched_cells (TwRotaPicture *picture, GArray *list)
{
  GArray *cells = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < list->len; i++)
    {
      const Turned *turned = &g_array_index (list, Turned, i);

      list_cells (&picture->problem, &picture->plans[turned->person], cells);
      list_cells (&picture->problem, &turned->to, cells);
    }
  g_array_sort (cells, compare_ints);
  return cells;
}

/* Everybody's change upon those before, then all taken back: the tally is left as it was. */
static void
price_turned (TwRotaPicture *picture, GArray *list, TwRotaPreview *ret)
{
  TwRosterTally *tally = picture->tally;
  double under = tally->under, over = tally->over, tide = tally->tide;
  g_autoptr (GArray) cells = list_touched_cells (picture, list);
  int under_slots = -count_under (tally, cells), way = 0;

  for (guint i = 0; i < list->len; i++)
    {
      const Turned *turned = &g_array_index (list, Turned, i);
      const TwRosterPlan *from = &picture->plans[turned->person];
      TwRosterScore score;

      tw_roster_explain_change (tally, turned->person, from, &turned->to, &score);
      add_score (&ret->terms, &score);
      tw_roster_tally_apply (tally, from, -1);
      tw_roster_tally_apply (tally, &turned->to, 1);
      way += way_slots (&picture->problem, &turned->to) - way_slots (&picture->problem, from);
    }
  under_slots += count_under (tally, cells);
  for (guint i = 0; i < list->len; i++)
    {
      const Turned *turned = &g_array_index (list, Turned, i);

      tw_roster_tally_apply (tally, &turned->to, -1);
      tw_roster_tally_apply (tally, &picture->plans[turned->person], 1);
    }
  tally->under = under;
  tally->over = over;
  tally->tide = tide;
  ret->delta = ret->terms.total;
  ret->under_hours = under_slots * picture->problem.slot_minutes / 60.0;
  ret->walk_min = way * picture->problem.slot_minutes;
}

static gboolean
stood_before (GPtrArray *conflicts, const TwRotaConflict *conflict)
{
  for (guint i = 0; i < conflicts->len; i++)
    if (strcmp (((TwRotaConflict *) conflicts->pdata[i])->key, conflict->key) == 0)
      return TRUE;
  return FALSE;
}

static void
judge_turned (TwRotaPicture *picture, GArray *list, TwRotaPreview *ret)
{
  int worst = TW_ROSTER_SEVERITY_EXCUSED;

  for (guint i = 0; i < list->len; i++)
    {
      const Turned *turned = &g_array_index (list, Turned, i);
      g_autoptr (GPtrArray) found = tw_rota_judge (picture, turned->person, turned->shifts);

      for (guint c = 0; c < found->len; c++)
        {
          const TwRotaConflict *conflict = found->pdata[c];

          if (stood_before (picture->conflicts[turned->person], conflict))
            continue;
          ret->n_red += conflict->severity == TW_ROSTER_SEVERITY_RED;
          ret->n_yellow += conflict->severity == TW_ROSTER_SEVERITY_YELLOW;
          if ((int) conflict->severity >= worst)
            continue;
          worst = conflict->severity;
          g_free (ret->worst);
          ret->worst = g_strdup (conflict->text);
        }
    }
}

void
tw_rota_preview (TwRota *self, const TwRotaEdit *edits, guint n_edits, TwRotaPreview *ret)
{
  GArray *turns;
  g_autoptr (GArray) list = NULL;

  *ret = (TwRotaPreview){ 0 };
  g_return_if_fail (TW_IS_ROTA (self) && self->picture != NULL);
  turns = tw_rota_edits_to_turns (self, edits, n_edits, NULL);
  if (turns == NULL)
    return;
  list = list_turned (self->picture, (TwRotaTurn *) turns->data, turns->len);
  price_turned (self->picture, list, ret);
  judge_turned (self->picture, list, ret);
  tw_rota_turns_free (turns);
}

void
tw_rota_preview_clear (TwRotaPreview *self)
{
  g_clear_pointer (&self->worst, g_free);
}

/* --- reasons ---------------------------------------------------------------------------------- */

GArray *
tw_rota_list_contributions (TwRota *self, int person)
{
  g_autoptr (GArray) all = NULL;
  GArray *own;

  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL, NULL);
  all = tw_roster_contributions (&self->picture->problem, self->picture->plans);
  if (person < 0)
    return g_steal_pointer (&all);
  own = g_array_new (FALSE, FALSE, sizeof (TwRosterContribution));
  for (guint i = 0; i < all->len; i++)
    if (g_array_index (all, TwRosterContribution, i).person == person)
      g_array_append_val (own, g_array_index (all, TwRosterContribution, i));
  return own;
}

GArray *
tw_rota_list_blockers (TwRota *self, int post, gint64 t_us)
{
  TwRosterView view;

  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL, NULL);
  g_return_val_if_fail (post >= 0 && post < self->picture->problem.n_posts, NULL);
  view = (TwRosterView){ &self->picture->view_book, self->picture->tally, self->picture->plans };
  return tw_roster_blockers (&view, post,
                             MIN (tw_rota_frame_slot_of (self->picture->frame, t_us),
                                  self->picture->problem.n_slots - 1));
}

/* The engine asks who could take a shift that nobody works: whoever has it gives it up meanwhile.
 */
static GArray *
rank_without (TwRotaPicture *picture, const TwShift *shift, const TwRosterShift *wanted)
{
  int person = tw_rota_is_planned (picture->frame, shift) ? shift->person : -1;
  TwRosterView view = { &picture->view_book, picture->tally, picture->plans };
  TwRotaTurn turn = { (TwShift *) shift, NULL };
  double under = picture->tally->under, over = picture->tally->over, tide = picture->tally->tide;
  g_autoptr (GPtrArray) left = NULL;
  TwRosterPlan rest, whole;
  TwRosterPerson *who;
  int n_pins;
  GArray *ranked;

  if (person < 0)
    return tw_roster_candidates (&view, wanted);
  who = &picture->problem.people[person];
  left = tw_rota_picture_list_turned (picture, person, &turn, 1);
  tw_rota_make_plan (picture->frame, left, &rest);
  whole = picture->plans[person];
  n_pins = who->n_pins;
  picture->plans[person] = rest;
  if (shift->pinned)
    who->n_pins = 0;
  tw_roster_tally_apply (picture->tally, &whole, -1);
  tw_roster_tally_apply (picture->tally, &rest, 1);
  ranked = tw_roster_candidates (&view, wanted);
  tw_roster_tally_apply (picture->tally, &rest, -1);
  tw_roster_tally_apply (picture->tally, &whole, 1);
  picture->tally->under = under;
  picture->tally->over = over;
  picture->tally->tide = tide;
  who->n_pins = n_pins;
  picture->plans[person] = whole;
  tw_roster_plan_clear (&rest);
  return ranked;
}

GArray *
tw_rota_list_candidates (TwRota *self, const char *shift_id)
{
  TwRotaPicture *picture;
  const TwShift *shift;
  TwRosterShift wanted = { 0 };
  GArray *ranked;

  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL, NULL);
  picture = self->picture;
  shift = tw_rota_find (self, shift_id);
  if (shift == NULL || shift->kind < 0 || shift->from_us < picture->frame->from_us
      || shift->from_us >= picture->frame->to_us)
    return g_array_new (FALSE, FALSE, sizeof (TwRosterCandidate));
  tw_rota_plan_shift (picture->frame, shift, &wanted);
  ranked = rank_without (picture, shift, &wanted);
  tw_roster_shift_clear (&wanted);
  return ranked;
}

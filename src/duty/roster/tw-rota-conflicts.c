// SPDX-License-Identifier: Apache-2.0
/*
 * Conflicts: the engine's breaks with a place, words, a way out, and what may be overridden. A
 * break that belongs to a sum is shown at the shift that makes the sum too large, so that there is
 * always something to jump to. One conflict for each rule, person, day and shift: that is its key,
 * which stays the same while the conflict does.
 *
 * An override sits on the shift; where a conflict has none (a shift that was told and is gone), on
 * the day, among its reasons.
 */
#include "config.h"

#include "duty/roster/tw-rota-private.h"
#include "duty/roster/tw-rota-words.h"

#include "base/tw-id.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Where a break without a shift is shown. */
typedef enum { AT_SHIFT, AT_DAY, AT_LAST_OF_WEEK, AT_LONGEST_OF_WEEK, AT_NOTHING } Where;

/* What nobody can allow: being in two places, or at a post for which one is not the person. */
static const struct {
  gboolean never;
  Where where;
} rules[TW_ROSTER_N_BREAKS] = {
  [TW_ROSTER_BREAK_HORIZON] = { TRUE, AT_SHIFT },
  [TW_ROSTER_BREAK_BLOCKS] = { TRUE, AT_SHIFT },
  [TW_ROSTER_BREAK_OVERLAP] = { TRUE, AT_SHIFT },
  [TW_ROSTER_BREAK_TWO_POOLS] = { TRUE, AT_SHIFT },
  [TW_ROSTER_BREAK_KIND_POOL] = { TRUE, AT_SHIFT },
  [TW_ROSTER_BREAK_KIND_POST] = { TRUE, AT_SHIFT },
  [TW_ROSTER_BREAK_SKILL] = { TRUE, AT_SHIFT },
  [TW_ROSTER_BREAK_POOL] = { TRUE, AT_SHIFT },
  [TW_ROSTER_BREAK_BARRED] = { TRUE, AT_SHIFT },
  [TW_ROSTER_BREAK_TRAVEL] = { TRUE, AT_SHIFT },
  [TW_ROSTER_BREAK_DAY] = { FALSE, AT_DAY },
  [TW_ROSTER_BREAK_OVERTIME_DAY] = { FALSE, AT_DAY },
  [TW_ROSTER_BREAK_OVERTIME_MONTH] = { FALSE, AT_DAY },
  [TW_ROSTER_BREAK_RUN] = { FALSE, AT_DAY },
  [TW_ROSTER_BREAK_WEEKENDS] = { FALSE, AT_DAY },
  [TW_ROSTER_BREAK_WEEK] = { FALSE, AT_LAST_OF_WEEK },
  [TW_ROSTER_BREAK_REST_DAY] = { FALSE, AT_LAST_OF_WEEK },
  [TW_ROSTER_BREAK_AVERAGE_DAY] = { FALSE, AT_LONGEST_OF_WEEK },
  [TW_ROSTER_BREAK_CONTRACT] = { FALSE, AT_NOTHING },
  [TW_ROSTER_BREAK_SHORT_RUN] = { FALSE, AT_DAY },
  [TW_ROSTER_BREAK_SHORT_OFF] = { FALSE, AT_NOTHING },
};

gboolean
tw_rota_may_override (const TwRosterBreak *broken)
{
  /* The hours of article 68 are what the contract is about. */
  return !rules[broken->kind].never && broken->article != TW_ROSTER_ARTICLE_CONTRACT_68;
}

void
tw_rota_conflict_free (TwRotaConflict *self)
{
  g_free (self->key);
  g_free (self->rule);
  g_free (self->article);
  g_free (self->text);
  g_free (self->shift_id);
  g_free (self->fix_label);
  g_free (self);
}

/* --- judging ---------------------------------------------------------------------------------- */

typedef struct {
  TwRotaPicture *picture;
  int person;
  GPtrArray *shifts;
  TwRosterPlan plan;
  guint8 *cut; /* of the plan's shifts: goes on beyond the frame */
  GArray *breaks;
  GPtrArray *ret;
  GHashTable *keys;
} Court;

static void
make_plan (Court *self)
{
  const TwRotaFrame *frame = self->picture->frame;

  self->plan = (TwRosterPlan){ 0, g_new0 (TwRosterShift, self->shifts->len + 1) };
  self->cut = g_malloc0 (self->shifts->len + 1);
  for (guint i = 0; i < self->shifts->len; i++)
    if (tw_rota_is_planned (frame, self->shifts->pdata[i]))
      {
        int n = self->plan.n_shifts++;

        self->cut[n] = tw_rota_plan_shift (frame, self->shifts->pdata[i], &self->plan.shifts[n]);
      }
}

static gboolean
is_told_of (TwRotaPicture *picture, int day)
{
  if (picture->day_docs[day] != NULL && picture->day_docs[day]->edition > 0)
    return TRUE;
  for (guint i = 0; i < picture->published->len; i++)
    if (tw_rota_day_of (picture->frame, ((TwShift *) picture->published->pdata[i])->from_us) == day)
      return TRUE;
  return FALSE;
}

/* Gone and there again otherwise: that is one conflict, at the shift that is there. */
static gboolean
stands_for (const Court *self, const TwRosterBreak *gone)
{
  for (guint i = 0; i < self->breaks->len; i++)
    {
      const TwRosterBreak *b = &g_array_index (self->breaks, TwRosterBreak, i);

      if (b->kind == TW_ROSTER_BREAK_FROZEN && b->shift >= 0 && b->day == gone->day)
        return TRUE;
    }
  return FALSE;
}

static gboolean
means_nothing (const Court *self, const TwRosterBreak *b)
{
  gboolean cut = b->shift >= 0 && self->cut[b->shift];

  switch ((guint) b->kind)
    {
    case TW_ROSTER_BREAK_BLOCKS:
    case TW_ROSTER_BREAK_LENGTH:
    case TW_ROSTER_BREAK_NO_MEAL:
    case TW_ROSTER_BREAK_IDLE:
    case TW_ROSTER_BREAK_SHORT_BLOCK:
      return cut;
    case TW_ROSTER_BREAK_FROZEN:
      return !is_told_of (self->picture, b->day) || (b->shift < 0 && stands_for (self, b));
    default:
      return FALSE;
    }
}

static int
week_end (const TwRosterProblem *problem, int day)
{
  for (day++; day < problem->n_days && problem->weekday[day] != 0;)
    day++;
  return day;
}

/* The planned shift that a sum is shown at. */
static int
find_shift (const Court *self, const TwRosterBreak *b)
{
  const TwRosterProblem *problem = &self->picture->judged;
  Where where = rules[b->kind].where;
  int last = where == AT_DAY ? b->day + 1 : week_end (problem, b->day), found = -1, longest = 0;

  if (b->shift >= 0 || where == AT_SHIFT || where == AT_NOTHING)
    return b->shift;
  for (int s = 0; s < self->plan.n_shifts; s++)
    {
      const TwRosterShift *shift = &self->plan.shifts[s];
      int day = tw_roster_problem_day_of (problem, shift->first);

      if (day < b->day || day >= last
          || (where == AT_LONGEST_OF_WEEK && shift->last - shift->first <= longest))
        continue;
      found = s;
      longest = shift->last - shift->first;
    }
  return found;
}

/* What was told and is gone may stand there for somebody else, or at another time. */
static TwShift *
find_told (const Court *self, const TwRosterBreak *b)
{
  TwRotaPicture *picture = self->picture;

  for (guint i = 0; i < picture->published->len; i++)
    {
      const TwShift *told = picture->published->pdata[i];

      if (told->person == self->person && told->id != NULL
          && tw_rota_frame_slot_of (picture->frame, told->from_us) == b->slot)
        return g_hash_table_lookup (picture->by_id, told->id);
    }
  return NULL;
}

static gint64
place_of (const TwRotaFrame *frame, const TwRosterBreak *b, const TwShift *shift)
{
  if (b->slot != TW_ROSTER_NONE)
    return tw_rota_frame_slot_us (frame, b->slot);
  if (shift != NULL)
    return shift->from_us;
  return ((TwRotaSpan *) frame->days->pdata[CLAMP (b->day, 0, (int) frame->days->len - 1)])
      ->from_us;
}

static gboolean
allows (const TwShift *shift, const char *rule)
{
  g_auto (GStrv) ids =
      shift->override_rules != NULL ? g_strsplit (shift->override_rules, " ", -1) : NULL;

  return shift->override_reason != NULL
         && (ids == NULL || g_strv_contains ((const char *const *) ids, rule));
}

static gboolean
is_overridden (TwRotaPicture *picture, const TwRotaConflict *conflict, const TwShift *shift)
{
  const TwDayDoc *doc = picture->day_docs[conflict->day];

  if (conflict->severity == TW_ROSTER_SEVERITY_EXCUSED)
    return TRUE;
  if (conflict->severity != TW_ROSTER_SEVERITY_RED || !conflict->may_override)
    return FALSE;
  return shift != NULL ? allows (shift, conflict->rule)
                       : doc != NULL && tw_day_doc_find_reason (doc, conflict->key) != NULL;
}

static void
add_conflict (Court *self, const TwRosterBreak *b, TwShift *shift)
{
  const TwRotaFrame *frame = self->picture->frame;
  const TwRotaPerson *person = frame->people->pdata[self->person];
  TwRotaConflict *conflict = g_new0 (TwRotaConflict, 1);
  g_autofree char *text = tw_rota_text_break (frame, b);

  conflict->broken = *b;
  conflict->rule = g_strdup (tw_roster_break_id (b->kind));
  conflict->article = g_strdup (tw_rota_text_article (b->article));
  conflict->text = g_strdup_printf (_ ("%s: %s"), person->name, text);
  conflict->shift_id = shift != NULL ? g_strdup (shift->id) : NULL;
  conflict->person = self->person;
  conflict->day = shift != NULL ? tw_rota_day_of (frame, shift->from_us) : b->day;
  conflict->day = CLAMP (conflict->day, 0, (int) frame->days->len - 1);
  conflict->at_us = place_of (frame, b, shift);
  conflict->severity = b->severity;
  conflict->may_override = b->severity == TW_ROSTER_SEVERITY_RED && tw_rota_may_override (b);
  conflict->key = g_strdup_printf ("%s %s %s %s", conflict->rule, person->id,
                                   ((TwRotaSpan *) frame->days->pdata[conflict->day])->date,
                                   shift != NULL ? shift->id : "-");
  conflict->overridden = is_overridden (self->picture, conflict, shift);
  if (g_hash_table_add (self->keys, conflict->key))
    g_ptr_array_add (self->ret, conflict);
  else
    tw_rota_conflict_free (conflict);
}

static void
add_break (Court *self, const TwRosterBreak *b)
{
  TwShift *shift = tw_rota_planned_shift (self->picture->frame, self->shifts, find_shift (self, b));

  if (shift == NULL && b->kind == TW_ROSTER_BREAK_FROZEN)
    shift = find_told (self, b);
  add_conflict (self, b, shift);
}

/* The engine never sees a shift of no kind. */
static void
add_unknown_kinds (Court *self)
{
  for (guint i = 0; i < self->shifts->len; i++)
    {
      TwShift *shift = self->shifts->pdata[i];
      int day = tw_rota_day_of (self->picture->frame, shift->from_us);
      TwRosterBreak b = { .kind = TW_ROSTER_BREAK_HORIZON,
                          .person = self->person,
                          .shift = TW_ROSTER_NONE,
                          .slot = TW_ROSTER_NONE,
                          .post = TW_ROSTER_NONE,
                          .day = day };

      if (shift->kind < 0 && day >= 0 && day < (int) self->picture->frame->days->len)
        add_conflict (self, &b, shift);
    }
}

GPtrArray *
tw_rota_judge (TwRotaPicture *picture, int person, GPtrArray *shifts)
{
  Court court = { .picture = picture, .person = person, .shifts = shifts };

  court.ret = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_rota_conflict_free);
  if (person >= picture->problem.n_people)
    return court.ret;
  court.keys = g_hash_table_new (g_str_hash, g_str_equal);
  court.breaks = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
  make_plan (&court);
  tw_roster_breaks_find (&picture->book, person, &court.plan, court.breaks);
  for (guint i = 0; i < court.breaks->len; i++)
    if (!means_nothing (&court, &g_array_index (court.breaks, TwRosterBreak, i)))
      add_break (&court, &g_array_index (court.breaks, TwRosterBreak, i));
  add_unknown_kinds (&court);
  g_array_unref (court.breaks);
  g_hash_table_unref (court.keys);
  g_free (court.cut);
  tw_roster_plan_clear (&court.plan);
  return court.ret;
}

GPtrArray *
tw_rota_judge_and_fix (TwRotaPicture *self, int person)
{
  GPtrArray *conflicts = tw_rota_judge (self, person, self->of[person]);

  for (guint i = 0; i < conflicts->len; i++)
    {
      TwRotaTurn turn;

      tw_rota_find_fix (self, conflicts, conflicts->pdata[i], &turn);
      g_clear_pointer (&turn.before, tw_shift_unref);
      g_clear_pointer (&turn.after, tw_shift_unref);
    }
  return conflicts;
}

/* --- asking ----------------------------------------------------------------------------------- */

static int
compare_conflicts (gconstpointer a, gconstpointer b)
{
  const TwRotaConflict *x = *(TwRotaConflict *const *) a, *y = *(TwRotaConflict *const *) b;

  if (x->overridden != y->overridden)
    return x->overridden ? 1 : -1;
  if (x->severity != y->severity)
    return x->severity < y->severity ? -1 : 1;
  if (x->at_us != y->at_us)
    return x->at_us < y->at_us ? -1 : 1;
  return strcmp (x->key, y->key);
}

GPtrArray *
tw_rota_get_conflicts (TwRota *self)
{
  TwRotaPicture *picture;

  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL, NULL);
  picture = self->picture;
  if (picture->all_conflicts != NULL)
    return picture->all_conflicts;
  picture->all_conflicts = g_ptr_array_new ();
  for (int e = 0; e <= picture->problem.n_people; e++)
    g_ptr_array_extend (picture->all_conflicts, picture->conflicts[e], NULL, NULL);
  g_ptr_array_sort (picture->all_conflicts, compare_conflicts);
  return picture->all_conflicts;
}

static int
severity_of (const TwRotaConflict *conflict)
{
  if (conflict->overridden || conflict->severity == TW_ROSTER_SEVERITY_EXCUSED)
    return -1;
  return conflict->severity == TW_ROSTER_SEVERITY_RED ? 0 : 1;
}

static int
worse (int a, int b)
{
  return a < 0 ? b : b < 0 ? a : MIN (a, b);
}

int
tw_rota_get_shift_severity (TwRota *self, const char *shift_id)
{
  GPtrArray *all = tw_rota_get_conflicts (self);
  GHashTable *found;

  g_return_val_if_fail (all != NULL && shift_id != NULL, -1);
  if (self->picture->severity == NULL)
    {
      found = self->picture->severity = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = all->len; i-- > 0;)
        {
          TwRotaConflict *conflict = all->pdata[i];
          int severity = severity_of (conflict), before;

          if (conflict->shift_id == NULL || severity < 0)
            continue;
          before = GPOINTER_TO_INT (g_hash_table_lookup (found, conflict->shift_id)) - 1;
          g_hash_table_insert (found, conflict->shift_id,
                               GINT_TO_POINTER (worse (severity, before) + 1));
        }
    }
  return GPOINTER_TO_INT (g_hash_table_lookup (self->picture->severity, shift_id)) - 1;
}

int
tw_rota_get_person_severity (TwRota *self, int person)
{
  int severity = -1;

  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL, -1);
  g_return_val_if_fail (person < self->picture->problem.n_people, -1);
  for (guint i = 0; person >= 0 && i < self->picture->conflicts[person]->len; i++)
    severity = worse (severity, severity_of (self->picture->conflicts[person]->pdata[i]));
  return severity;
}

static TwRotaConflict *
find_conflict (TwRota *self, const char *key, GError **error)
{
  GPtrArray *all = tw_rota_get_conflicts (self);

  for (guint i = 0; i < all->len; i++)
    if (strcmp (((TwRotaConflict *) all->pdata[i])->key, key) == 0)
      return all->pdata[i];
  tw_rota_refuse (error, _ ("This conflict is gone"));
  return NULL;
}

/* --- fixing ----------------------------------------------------------------------------------- */

gboolean
tw_rota_fix (TwRota *self, const char *conflict_key, GError **error)
{
  TwRotaConflict *conflict;
  TwRotaTurn turn;
  TwRotaEdit edit;
  g_autofree char *label = NULL;
  gboolean done;

  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL && conflict_key != NULL, FALSE);
  conflict = find_conflict (self, conflict_key, error);
  if (conflict == NULL)
    return FALSE;
  tw_rota_find_fix (self->picture, self->picture->conflicts[conflict->person], conflict, &turn);
  if (conflict->fix == TW_FIX_NONE)
    return tw_rota_refuse (
        error, _ ("Nothing clears this conflict without making another one; change the shift"));
  /* Translators: the label of a fix ("Shorten to 18:30"), and a person. */
  label = g_strdup_printf (_ ("%s, %s"), conflict->fix_label,
                           tw_rota_text_person (self->picture->frame, conflict->person));
  edit = (TwRotaEdit){ turn.before != NULL ? turn.before->id : NULL, turn.after };
  done = tw_rota_edit (self, &edit, 1, label, NULL, error);
  g_clear_pointer (&turn.before, tw_shift_unref);
  g_clear_pointer (&turn.after, tw_shift_unref);
  return done;
}

/* --- overriding ------------------------------------------------------------------------------- */

static JsonObject *
audit_body (TwRota *self, const TwRotaConflict *conflict, const TwOfficer *actor,
            const char *reason)
{
  JsonObject *body = json_object_new ();
  gboolean overtime = conflict->broken.article == TW_ROSTER_ARTICLE_LABOUR_41
                      || conflict->broken.article == TW_ROSTER_ARTICLE_LABOUR_36;
  g_autofree char *detail =
      g_strdup_printf ("%s [%s%s]: %s", conflict->text, conflict->rule,
                       overtime ? ", labour-law-42" : "", reason != NULL ? reason : "");

  tw_rota_set_time (body, "at", tw_duty_now_us (self->duty));
  json_object_set_string_member (body, "who", actor->name);
  json_object_set_string_member (body, "action",
                                 reason != NULL ? "roster.override" : "roster.override.end");
  json_object_set_string_member (body, "subject",
                                 conflict->shift_id != NULL ? conflict->shift_id : conflict->key);
  json_object_set_string_member (body, "detail", detail);
  return body;
}

static gboolean
check_override (TwRota *self, const TwRotaConflict *conflict, const TwOfficer *actor,
                const char *reason, GError **error)
{
  if (!tw_rota_check_right (actor, TW_RIGHT_OVERRIDE, _ ("override rules"), error))
    return FALSE;
  if (!conflict->may_override)
    return tw_rota_refuse (error, _ ("This rule cannot be overridden; the shift must be changed"));
  if (reason != NULL && *reason == '\0')
    return tw_rota_refuse (error, _ ("An override needs a reason, which is kept"));
  return TRUE;
}

/* The rules that @shift has an override for, with or without @rule; NULL: none is left. */
static char *
dup_rules (const TwShift *shift, const char *rule, gboolean with)
{
  g_auto (GStrv) ids = g_strsplit (shift->override_reason != NULL && shift->override_rules != NULL
                                       ? shift->override_rules
                                       : "",
                                   " ", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    if (*ids[i] != '\0' && strcmp (ids[i], rule) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", ids[i]);
  if (with)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", rule);
  return g_string_free (text, text->len == 0);
}

/* Which reason is for which rule stands in the audit. */
static void
set_override (TwShift *shift, const char *rule, const char *reason, const TwOfficer *actor)
{
  char *left = dup_rules (shift, rule, reason != NULL);
  g_autofree char *before = g_steal_pointer (&shift->override_reason);

  g_free (shift->override_rules);
  shift->override_rules = left;
  if (shift->override_rules == NULL)
    {
      g_clear_pointer (&shift->override_by, g_free);
      return;
    }
  shift->override_reason = reason == NULL || (before != NULL && strcmp (before, reason) == 0)
                               ? g_strdup (before)
                           : before != NULL ? g_strdup_printf ("%s; %s", before, reason)
                                            : g_strdup (reason);
  if (reason != NULL)
    {
      g_free (shift->override_by);
      shift->override_by = g_strdup (actor->id);
    }
}

static TwDocStep *
override_shift (TwRota *self, const TwRotaConflict *conflict, const TwOfficer *actor,
                const char *reason, const char *label, GError **error)
{
  TwShift *before = tw_rota_find (self, conflict->shift_id);
  GArray *turns = g_array_new (FALSE, TRUE, sizeof (TwRotaTurn));
  TwRotaTurn turn = { tw_shift_ref (before), tw_shift_copy (before) };
  TwDocStep *step = NULL;

  set_override (turn.after, conflict->rule, reason, actor);
  g_array_append_val (turns, turn);
  tw_rota_turn (self, turns, NULL, label, &step, error);
  tw_rota_turns_free (turns);
  return step;
}

gboolean
tw_rota_override (TwRota *self, const char *conflict_key, const char *reason, GError **error)
{
  TwRotaConflict *conflict;
  TwOfficer *actor;
  TwDocStep *step = NULL;
  JsonObject *audit;
  g_autofree char *label = NULL, *id = NULL;

  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL && conflict_key != NULL, FALSE);
  conflict = find_conflict (self, conflict_key, error);
  if (conflict == NULL)
    return FALSE;
  actor = tw_duty_dup_actor (self->duty);
  audit = audit_body (self, conflict, actor, reason);
  id = tw_id_new ("audit", tw_duty_now_us (self->duty), NULL);
  label = g_strdup_printf (reason != NULL ? _ ("Override for %s") : _ ("End of override for %s"),
                           tw_rota_text_person (self->picture->frame, conflict->person));
  if (check_override (self, conflict, actor, reason, error))
    step = conflict->shift_id != NULL && tw_rota_find (self, conflict->shift_id) != NULL
               ? override_shift (self, conflict, actor, reason, label, error)
               : tw_rota_override_day (self, conflict->day, conflict->key, conflict->text, reason,
                                       actor, label, error);
  if (step != NULL)
    {
      tw_doc_step_add_lasting (step, id, audit);
      tw_rota_queue_step (self, step);
      tw_rota_emit_changed (self);
    }
  else
    json_object_unref (audit);
  tw_officer_free (actor);
  return step != NULL;
}

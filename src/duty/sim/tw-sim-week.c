// SPDX-License-Identifier: Apache-2.0
#include "duty/sim/tw-sim-docs.h"

#include "base/tw-id.h"
#include "base/tw-json.h"
#include "duty/roster/tw-rota-day.h"
#include "duty/roster/tw-rota-editions.h"
#include "duty/roster/tw-rota-reading.h"
#include "duty/tw-street-private.h"
#include "roster/tw-roster-breaks.h"

#include <string.h>

/*
 * The demo street's last seven days of rosters, today the last of them, as an office would have
 * laid them out by hand: post after post, the most urgent first, whoever is free and has worked
 * least takes the next stretch that is not covered, on to another post where the stretch is too
 * short for a shift. Every shift is checked against all rules before it is kept, so that nothing
 * published breaks one. Each day has one edition, submitted and approved by two different officers;
 * today's comes with its notices. What is written is in Chinese whatever language the console
 * speaks, so that the same seed makes the same bytes.
 */

#define DAYS 7
#define TRIES 4
#define HOUR 4
#define NIGHT_FIRST (8 * HOUR)
#define NIGHT_LAST (17 * HOUR)

typedef struct {
  TwStore *store;
  TwRotaFrame *frame;
  const TwRosterProblem *problem;
  TwRosterBook book;
  gint64 end_us;
  TwRng rng;
  TwRosterPlan *plans;  /* n_people */
  int *minutes;         /* n_people: planned so far */
  guint8 *works;        /* n_people x n_days */
  guint8 *need, *heads; /* n_posts x n_slots */
  GError **error;
} Week;

/* --- demand ---------------------------------------------------------------------------------- */

/* One head while a post is open, two by day where requests come in, or the least there may be. */
static gboolean
fill_need (Week *self)
{
  g_autoptr (GPtrArray) docs = tw_query_docs_by_type (self->store, "post", self->error);

  for (guint i = 0; docs && i < docs->len; i++)
    {
      const TwDoc *doc = docs->pdata[i];
      guint p = (guint) tw_rota_frame_find_post (self->frame, doc->id);
      guint8 *need = self->need + (gsize) p * self->problem->n_slots;
      int least = (int) tw_json_get_int (doc->body, "min_heads", 0);
      gboolean serves = json_object_has_member (doc->body, "service");
      tw_rota_mark_windows (self->frame, tw_json_get_array (doc->body, "hours"), need);
      for (int t = 0; t < self->problem->n_slots; t++)
        {
          int clock = self->problem->clock[t];
          int usual = serves && clock >= NIGHT_FIRST && clock < NIGHT_LAST ? 2 : 1;
          need[t] = (guint8) (need[t] ? MAX (least, usual) : 0);
        }
    }
  return docs != NULL;
}

static gboolean
is_open (const Week *self, int p, int t)
{
  gsize at = (gsize) p * self->problem->n_slots + t;

  return self->heads[at] < self->need[at];
}

/* Slots from @t on that nobody covers, at most @most. */
static int
open_run (const Week *self, int p, int t, int most)
{
  int n = 0;

  while (n < most && t + n < self->problem->n_slots && is_open (self, p, t + n))
    n++;
  return n;
}

/* --- one shift ------------------------------------------------------------------------------- */

static gboolean
may_stand (const Week *self, int e, int p)
{
  const TwRosterPerson *person = &self->problem->people[e];
  const TwRosterPost *post = &self->problem->posts[p];

  return (post->skills & ~person->skills) == 0
         && (post->pools == 0 || (post->pools >> person->pool & 1))
         && (p >= 256 || !(person->posts_barred[p / 64] >> (p % 64) & 1));
}

static int
way (const Week *self, int a, int b)
{
  int from = self->problem->posts[a].place, to = self->problem->posts[b].place;

  if (!self->problem->travel_slots || from < 0 || to < 0)
    return 0;
  return self->problem->travel_slots[from * self->problem->n_places + to];
}

/* The usual kind of shift of a person: the first of the pool. */
static int
kind_of (const Week *self, int e)
{
  int k = 0;

  while (!(self->problem->kinds[k].pools >> self->problem->people[e].pool & 1))
    k++;
  return k;
}

/* Fewer slots, so that the length is one of the kind. */
static int
fit_length (const TwRosterKind *kind, int slots)
{
  slots = MIN (slots, kind->max_slots);
  return slots < kind->min_slots ? 0 : slots - (slots - kind->min_slots) % kind->step_slots;
}

static TwRosterShift
shift_new (int kind, int first, int last, const TwRosterBlock *blocks, int n_blocks)
{
  return (TwRosterShift){ kind, first, last, n_blocks,
                          g_memdup2 (blocks, n_blocks * sizeof *blocks) };
}

/* All of it at @p, with the meal break in the middle of a long one. */
static gboolean
build_one (const Week *self, int k, int p, int t, int slots, TwRosterShift *ret)
{
  const TwRosterKind *kind = &self->problem->kinds[k];
  int length = fit_length (kind, slots), middle = t + length / 2;

  if (length == 0)
    return FALSE;
  if (length <= kind->break_after)
    *ret = shift_new (k, t, t + length, &(TwRosterBlock){ p, t, t + length }, 1);
  else
    *ret = shift_new (k, t, t + length,
                      (TwRosterBlock[3]){ { p, t, middle },
                                          { TW_ROSTER_NONE, middle, middle + kind->break_slots },
                                          { p, middle + kind->break_slots, t + length } },
                      3);
  return TRUE;
}

/* At @p as long as it is open, then at the post that needs somebody longest. */
static gboolean
build_two (const Week *self, int e, int k, int p, int t, int open, int most, TwRosterShift *ret)
{
  const TwRosterKind *kind = &self->problem->kinds[k];
  int best = -1, best_run = 0;

  if (open < kind->min_block || t + most > self->problem->n_slots)
    return FALSE;
  for (int q = 0; q < self->problem->n_posts; q++)
    {
      int from = t + open + way (self, p, q);
      int run = q != p && may_stand (self, e, q) && from < t + most
                    ? open_run (self, q, from, t + most - from)
                    : 0;
      if (run > best_run)
        {
          best = q;
          best_run = run;
        }
    }
  if (best < 0)
    return FALSE;
  int gap = way (self, p, best);
  int length = fit_length (kind, MIN (open + gap + best_run, kind->break_after));
  if (length - open - gap < kind->min_block)
    return FALSE;
  TwRosterBlock blocks[3] = { { p, t, t + open } };
  int n = 1;
  if (gap > 0)
    blocks[n++] = (TwRosterBlock){ TW_ROSTER_NONE, t + open, t + open + gap };
  blocks[n++] = (TwRosterBlock){ best, t + open + gap, t + length };
  *ret = shift_new (k, t, t + length, blocks, n);
  return TRUE;
}

/* How long the person could work from @t on. */
static int
free_run (const Week *self, int e, int t, int most)
{
  const guint8 *available = self->problem->people[e].available;
  int n = 0;

  while (n < most && t + n < self->problem->n_slots && available[t + n])
    n++;
  return n;
}

static gboolean
starts_at (const TwRosterKind *kind, int clock)
{
  const TwRosterWindow *window = &kind->windows[0];

  return clock >= window->first && clock <= window->last
         && (clock - window->first) % kind->start_step == 0;
}

static gboolean
build_shift (const Week *self, int e, int p, int t, TwRosterShift *ret)
{
  int k = kind_of (self, e);
  const TwRosterKind *kind = &self->problem->kinds[k];
  int most = free_run (self, e, t, kind->max_slots), open = open_run (self, p, t, most);

  if (!starts_at (kind, self->problem->clock[t]))
    return FALSE;
  return build_one (self, k, p, t, open, ret) || build_two (self, e, k, p, t, open, most, ret);
}

/* --- the week -------------------------------------------------------------------------------- */

static void
count_heads (Week *self, const TwRosterShift *shift)
{
  for (int b = 0; b < shift->n_blocks; b++)
    for (int t = shift->blocks[b].first; shift->blocks[b].post >= 0 && t < shift->blocks[b].last;
         t++)
      self->heads[(gsize) shift->blocks[b].post * self->problem->n_slots + t]++;
}

/* Takes the shift up where it breaks no rule; else it is freed. */
static gboolean
take (Week *self, int e, int day, TwRosterShift *shift)
{
  TwRosterPlan *plan = &self->plans[e];

  plan->shifts = g_renew (TwRosterShift, plan->shifts, plan->n_shifts + 1);
  plan->shifts[plan->n_shifts++] = *shift;
  if (tw_roster_breaks_any_red (&self->book, e, plan))
    {
      tw_roster_shift_clear (&plan->shifts[--plan->n_shifts]);
      return FALSE;
    }
  self->works[e * self->problem->n_days + day] = 1;
  self->minutes[e] += tw_roster_problem_shift_minutes (self->problem, shift);
  count_heads (self, shift);
  return TRUE;
}

/* Those who worked the smallest part of their hours and could begin at @t, the least first. */
static int
list_candidates (const Week *self, int p, int day, int t, int ret[TRIES])
{
  double parts[TRIES];
  int n = 0;

  for (int e = 0; e < self->problem->n_people; e++)
    {
      const TwRotaPerson *person = self->frame->people->pdata[e];
      double part = self->minutes[e] / (double) MAX (60, person->contract_week_min);
      if (self->works[e * self->problem->n_days + day] || !self->problem->people[e].available[t]
          || !may_stand (self, e, p) || (n == TRIES && part >= parts[n - 1]))
        continue;
      int at = n < TRIES ? n++ : n - 1;
      for (; at > 0 && parts[at - 1] > part; at--)
        {
          parts[at] = parts[at - 1];
          ret[at] = ret[at - 1];
        }
      parts[at] = part;
      ret[at] = e;
    }
  return n;
}

static gboolean
cover_slot (Week *self, int p, int day, int t)
{
  int candidates[TRIES], n = list_candidates (self, p, day, t, candidates);

  for (int i = 0; i < n; i++)
    {
      TwRosterShift shift;
      if (build_shift (self, candidates[i], p, t, &shift)
          && take (self, candidates[i], day, &shift))
        return TRUE;
    }
  return FALSE;
}

static void
cover_day (Week *self, int day)
{
  const int *day_slot = self->problem->day_slot;

  for (int priority = 1; priority <= 5; priority++)
    for (int p = 0; p < self->problem->n_posts; p++)
      for (int t = day_slot[day];
           ((TwRotaPost *) self->frame->posts->pdata[p])->priority == priority
           && t < day_slot[day + 1];
           t += 2)
        while (is_open (self, p, t) && cover_slot (self, p, day, t))
          ;
}

/* --- documents ------------------------------------------------------------------------------- */

static gboolean
write_shifts (Week *self)
{
  g_autoptr (TwBatch) batch = tw_batch_new ();

  for (int e = 0; e < self->problem->n_people; e++)
    for (int i = 0; i < self->plans[e].n_shifts; i++)
      {
        g_autoptr (TwShift) shift =
            tw_rota_frame_from_roster_shift (self->frame, e, &self->plans[e].shifts[i]);
        g_autofree char *id = tw_id_new ("shift", shift->from_us, &self->rng);
        tw_batch_put (batch, id, NULL, tw_rota_frame_write_shift (self->frame, shift));
      }
  return tw_store_put (self->store, g_steal_pointer (&batch), NULL, self->error);
}

static TwOfficer *
read_officer (Week *self, guint i)
{
  TwOfficer *officer = g_new0 (TwOfficer, 1);
  g_autoptr (GPtrArray) docs = tw_query_docs_by_type (self->store, "officer", NULL);

  officer->name = g_strdup (tw_sim_officers[i].name);
  for (guint d = 0; docs && d < docs->len; d++)
    {
      const TwDoc *doc = docs->pdata[d];
      if (strcmp (tw_json_get_string (doc->body, "name", ""), officer->name) == 0)
        officer->id = g_strdup (doc->id);
    }
  return officer;
}

static JsonObject *
edition_body (Week *self, const TwDayDoc *day, guint n_shifts, gint64 at_us)
{
  JsonObject *body = json_object_new ();
  g_autofree char *at = tw_time_format_rfc3339 (at_us);

  json_object_set_string_member (body, "day", day->date);
  json_object_set_int_member (body, "number", 1);
  json_object_set_string_member (body, "at", at);
  json_object_set_string_member (body, "by", day->approver);
  json_object_set_string_member (body, "approver", day->approver);
  json_object_set_string_member (body, "planner", day->planner);
  json_object_set_int_member (body, "n_shifts", n_shifts);
  json_object_set_int_member (body, "n_changes", n_shifts);
  json_object_set_int_member (body, "n_people", n_shifts);
  return body;
}

/* Most people have seen theirs. */
static void
put_notice (Week *self, TwBatch *batch, const char *edition, const TwDoc *doc, gint64 at_us)
{
  const char *person = tw_json_get_string (doc->body, "person", "");
  guint e = (guint) tw_rota_frame_find_person (self->frame, person);
  g_autofree char *id = tw_id_derived ("notice", edition, person, NULL);
  g_autofree char *at = tw_time_format_rfc3339 (at_us);
  g_autoptr (TwShift) shift = tw_rota_frame_parse_shift (self->frame, doc, NULL);
  TwLocalTime from, to;
  JsonObject *body = json_object_new ();

  tw_time_to_local (shift->from_us, self->frame->zone, &from);
  tw_time_to_local (shift->to_us, self->frame->zone, &to);
  g_autofree char *text =
      g_strdup_printf ("新班次：%02d-%02d %02d:%02d-%02d:%02d，%s", from.month, from.day, from.hour,
                       from.minute, to.hour, to.minute,
                       ((TwRotaPost *) self->frame->posts->pdata[shift->stretches[0].post])->name);
  json_object_set_string_member (body, "edition", edition);
  json_object_set_string_member (body, "person", person);
  json_object_set_string_member (body, "name",
                                 ((TwRotaPerson *) self->frame->people->pdata[e])->name);
  json_object_set_string_member (body, "at", at);
  json_object_set_string_member (body, "text", text);
  if (tw_rng_uniform (&self->rng) < 0.8)
    {
      g_autofree char *seen = tw_time_format_rfc3339 (
          at_us + (gint64) (tw_rng_uniform (&self->rng) * 3 * TW_US_PER_HOUR));
      json_object_set_string_member (body, "state", "seen");
      json_object_set_string_member (body, "seen_at", seen);
    }
  else
    {
      json_object_set_string_member (body, "state", "waiting");
    }
  tw_batch_put (batch, id, NULL, body);
}

/* Submitted by one of the planners, approved by the supervisor the afternoon before. */
static gboolean
publish_day (Week *self, guint i, const TwOfficer *planner, const TwOfficer *approver)
{
  const TwRotaSpan *span = self->frame->days->pdata[i];
  gint64 at_us = span->from_us - 8 * TW_US_PER_HOUR;
  gboolean today = i + 1 == self->frame->days->len;
  g_autoptr (TwBatch) batch = tw_batch_new ();
  g_autoptr (TwEditionContent) content = tw_edition_content_new ();
  g_autofree char *edition = tw_edition_dup_id (span->date, 1);
  g_autoptr (GPtrArray) docs =
      tw_rota_query_day (self->store, span->from_us, span->to_us, self->error);
  g_autoptr (TwDayDoc) day = docs ? tw_day_doc_read (self->store, span->date, self->error) : NULL;
  JsonObject *body;

  if (!day)
    return FALSE;
  for (guint d = 0; d < docs->len; d++)
    {
      const TwDoc *doc = docs->pdata[d];
      tw_edition_content_add (content, doc);
      tw_edition_content_add_names (content, self->frame, doc->body);
      if (today)
        put_notice (self, batch, edition, doc, at_us);
    }
  tw_day_doc_set_planner (day, planner);
  tw_day_doc_set_approver (day, approver);
  tw_day_doc_set_edition (day, 1);
  day->state = TW_DAY_PUBLISHED;
  body = tw_day_doc_write (day, at_us, self->error);
  if (!body)
    return FALSE;
  tw_batch_put (batch, day->id, NULL, body);
  return tw_edition_content_put (content, self->store, batch, edition,
                                 edition_body (self, day, docs->len, at_us), self->error)
         && tw_store_put (self->store, g_steal_pointer (&batch), NULL, self->error);
}

static gboolean
publish (Week *self)
{
  TwOfficer *planners[2] = { read_officer (self, 0), read_officer (self, 1) };
  TwOfficer *approver = read_officer (self, 2);
  gboolean done = TRUE;

  for (guint i = 0; done && i < self->frame->days->len; i++)
    done = publish_day (self, i, planners[i % 2], approver);
  tw_officer_free (planners[0]);
  tw_officer_free (planners[1]);
  tw_officer_free (approver);
  return done;
}

/* --- the whole ------------------------------------------------------------------------------- */

static TwRotaFrame *
read_frame (TwStore *store, TwMapPack *map, gint64 end_us, GError **error)
{
  g_autoptr (TwStreet) street = tw_street_load (store, map, error);
  TwLocalTime local;

  if (!street)
    return NULL;
  tw_time_to_local (end_us - (DAYS - 1) * TW_US_PER_DAY, street->zone, &local);
  local.hour = local.minute = local.second = 0;
  TwRotaFrameOptions options = { .from_us = tw_time_from_local (&local, street->zone),
                                 .n_hours = DAYS * 24,
                                 .level = TW_LEVEL_MEAN };
  return tw_rota_frame_new (store, street, NULL, end_us, &options, error);
}

static void
week_clear (Week *self)
{
  for (int e = 0; self->plans && e < self->problem->n_people; e++)
    tw_roster_plan_clear (&self->plans[e]);
  g_free (self->plans);
  g_free (self->minutes);
  g_free (self->works);
  g_free (self->need);
  g_free (self->heads);
  tw_rota_frame_unref (self->frame);
}

gboolean
tw_sim_write_week (TwStore *store, TwMapPack *map, guint64 seed, gint64 end_us, GError **error)
{
  Week self = { .store = store, .end_us = end_us, .error = error };
  gboolean done;

  self.frame = read_frame (store, map, end_us, error);
  if (!self.frame)
    return FALSE;
  self.problem = self.frame->problem;
  gsize n_cells = (gsize) self.problem->n_posts * self.problem->n_slots;
  self.plans = g_new0 (TwRosterPlan, self.problem->n_people);
  self.minutes = g_new0 (int, self.problem->n_people);
  self.works = g_malloc0 ((gsize) self.problem->n_people * self.problem->n_days);
  self.need = g_malloc0 (n_cells);
  self.heads = g_malloc0 (n_cells);
  self.book = (TwRosterBook){ .problem = self.problem,
                              .terms = self.frame->terms,
                              .first_julian = self.frame->first_julian,
                              .same_as = self.frame->same_as,
                              .plans = self.plans };
  tw_rng_init_named (&self.rng, seed, "week");
  done = fill_need (&self);
  for (int day = 0; done && day < self.problem->n_days; day++)
    cover_day (&self, day);
  done = done && write_shifts (&self) && publish (&self);
  week_clear (&self);
  return done;
}

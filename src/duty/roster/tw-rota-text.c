// SPDX-License-Identifier: Apache-2.0
/* A roster in words: who, when, where, and what is wrong with it, with sum, limit and article. */
#include "config.h"

#include "duty/roster/tw-rota-private.h"
#include "duty/roster/tw-rota-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const char *
tw_day_state_name (TwDayState state)
{
  static const char *const names[] = { N_ ("Empty"), N_ ("Draft"), N_ ("Submitted"),
                                       N_ ("Approved"), N_ ("Published") };

  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (names), "");
  return _ (names[state]);
}

const char *
tw_roster_term_name (TwRosterTerm term)
{
  static const char *const names[] = { N_ ("Uncovered demand"),
                                       N_ ("Surplus"),
                                       N_ ("Tide rules"),
                                       N_ ("Wages"),
                                       N_ ("Wishes"),
                                       N_ ("Changes to what was told"),
                                       N_ ("Ways between posts"),
                                       N_ ("Fairness") };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == TW_ROSTER_N_TERMS);
  g_return_val_if_fail ((guint) term < G_N_ELEMENTS (names), "");
  return _ (names[term]);
}

const char *
tw_rota_text_article (TwRosterArticle article)
{
  switch (article)
    {
    case TW_ROSTER_ARTICLE_LABOUR_36:
      return _ ("Labour Law, article 36");
    case TW_ROSTER_ARTICLE_LABOUR_38:
      return _ ("Labour Law, article 38");
    case TW_ROSTER_ARTICLE_LABOUR_41:
      return _ ("Labour Law, article 41");
    case TW_ROSTER_ARTICLE_LABOUR_42:
      return _ ("Labour Law, article 42");
    case TW_ROSTER_ARTICLE_CONTRACT_68:
      return _ ("Labour Contract Law, article 68");
    case TW_ROSTER_ARTICLE_AGREEMENT:
      return _ ("by agreement");
    case TW_ROSTER_ARTICLE_HOUSE:
      return _ ("rule of the house");
    case TW_ROSTER_ARTICLE_NONE:
    default:
      return NULL;
    }
}

/* --- who, when, where ------------------------------------------------------------------------- */

const char *
tw_rota_text_person (const TwRotaFrame *frame, int person)
{
  return person >= 0 && person < (int) frame->people->len
             ? ((TwRotaPerson *) frame->people->pdata[person])->name
             : _ ("Open shift");
}

char *
tw_rota_text_clock (const TwRotaFrame *frame, gint64 t_us)
{
  TwLocalTime local;

  tw_time_to_local (t_us, frame->zone, &local);
  return g_strdup_printf ("%02d:%02d", local.hour, local.minute);
}

char *
tw_rota_text_hours (const TwRotaFrame *frame, gint64 from_us, gint64 to_us)
{
  g_autofree char *from = tw_rota_text_clock (frame, from_us);
  g_autofree char *to = tw_rota_text_clock (frame, to_us);

  return g_strdup_printf ("%s-%s", from, to);
}

char *
tw_rota_text_day (const TwRotaFrame *frame, gint64 t_us)
{
  TwLocalTime local;

  tw_time_to_local (t_us, frame->zone, &local);
  return g_strdup_printf ("%02d-%02d", local.month, local.day);
}

char *
tw_rota_text_minutes (int minutes)
{
  if (minutes % 60 == 0 && minutes > 0)
    return g_strdup_printf (_ ("%d h"), minutes / 60);
  if (minutes < 60)
    return g_strdup_printf (_ ("%d min"), minutes);
  return g_strdup_printf (_ ("%d h %d min"), minutes / 60, minutes % 60);
}

char *
tw_rota_text_posts (const TwRotaFrame *frame, const TwShift *shift)
{
  GString *text = g_string_new (NULL);
  int last = -1;

  for (guint i = 0; i < shift->n_stretches; i++)
    {
      const TwStretch *stretch = &shift->stretches[i];

      if (stretch->kind != TW_STRETCH_WORK || (stretch->post == last && text->len > 0))
        continue;
      g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "",
                              tw_rota_post_label (frame, stretch->post));
      last = stretch->post;
    }
  return g_string_free (text, FALSE);
}

char *
tw_rota_describe_shift (TwRota *self, const TwShift *shift)
{
  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL && shift != NULL, NULL);
  return tw_rota_dup_shift_words (self->picture->frame, shift);
}

/* --- breaks ----------------------------------------------------------------------------------- */

/* The words that a sentence about a break may want. */
typedef struct {
  const TwRotaFrame *frame;
  const TwRosterBreak *b;
  char *day, *actual, *limit; /* minutes as words; those of slots where the kind counts them */
} Words;

static gint64
day_us (const TwRotaFrame *frame, int day)
{
  return frame->days->len == 0
             ? frame->from_us
             : ((TwRotaSpan *) frame->days->pdata[CLAMP (day, 0, (int) frame->days->len - 1)])
                   ->from_us;
}

static gboolean
counts_slots (TwRosterBreakKind kind)
{
  return kind == TW_ROSTER_BREAK_LENGTH || kind == TW_ROSTER_BREAK_UNAVAILABLE;
}

static char *
slot_clock (const Words *w, int slot)
{
  return tw_rota_text_clock (w->frame, tw_rota_frame_slot_us (w->frame, slot));
}

static const char *
pool_of (const Words *w)
{
  int person = w->b->person;

  return person >= 0 && person < (int) w->frame->people->len
             ? tw_pool_name (((TwRotaPerson *) w->frame->people->pdata[person])->pool)
             : "";
}

static const char *
post_of (const Words *w)
{
  return tw_rota_post_label (w->frame, w->b->post);
}

static const char *
missing_skill (const Words *w)
{
  const TwRotaPerson *person = w->frame->people->pdata[w->b->person];
  const TwRotaPost *post = w->b->post >= 0 && w->b->post < (int) w->frame->posts->len
                               ? w->frame->posts->pdata[w->b->post]
                               : NULL;

  for (char **skill = post != NULL ? post->skills : NULL; skill != NULL && *skill != NULL; skill++)
    if (person->skills == NULL || !g_strv_contains ((const char *const *) person->skills, *skill))
      return *skill;
  return "?";
}

/* The minutes a day that the pack allows without overtime. */
static int
day_limit (const Words *w)
{
  const TwRosterPack *pack = w->frame->terms != NULL ? w->frame->terms[w->b->person].pack : NULL;

  return pack != NULL ? pack->rules[TW_ROSTER_RULE_DAY].limit : 0;
}

static char *
say_overtime (const Words *w)
{
  g_autofree char *all = tw_rota_text_minutes (day_limit (w) + w->b->actual);
  g_autofree char *ordinary = tw_rota_text_minutes (day_limit (w));

  /* Translators: works 10 h on 11-25, 8 h + 1 h overtime are allowed. */
  return g_strdup_printf (_ ("works %s on %s, %s + %s overtime are allowed"), all, w->day, ordinary,
                          w->limit);
}

static char *
say_time (const Words *w)
{
  g_autofree char *clock = NULL;

  switch ((guint) w->b->kind)
    {
    case TW_ROSTER_BREAK_REST:
      return g_strdup_printf (_ ("rests %s before the shift of %s, %s are needed"), w->actual,
                              w->day, w->limit);
    case TW_ROSTER_BREAK_REST_AFTER:
      return g_strdup_printf (_ ("rests %s between the shift of %s and the next one, which begins "
                                 "after the days shown; %s are needed"),
                              w->actual, w->day, w->limit);
    case TW_ROSTER_BREAK_EARLY:
      clock = slot_clock (w, w->b->limit);
      return g_strdup_printf (_ ("may begin on %s at %s at the earliest"), w->day, clock);
    case TW_ROSTER_BREAK_START:
      clock = slot_clock (w, w->b->slot);
      return g_strdup_printf (_ ("begins on %s at %s, which this kind of shift never does"), w->day,
                              clock);
    case TW_ROSTER_BREAK_LENGTH:
      return g_strdup_printf (w->b->actual < w->b->limit
                                  ? _ ("works a shift of %s on %s, at least %s are needed")
                                  : _ ("works a shift of %s on %s, at most %s are allowed"),
                              w->actual, w->day, w->limit);
    case TW_ROSTER_BREAK_UNAVAILABLE:
      return g_strdup_printf (_ ("is not available for %s of the shift of %s"), w->actual, w->day);
    case TW_ROSTER_BREAK_TRAVEL:
      return g_strdup_printf (_ ("has %s for the way to %s on %s, which takes %s"), w->actual,
                              post_of (w), w->day, w->limit);
    case TW_ROSTER_BREAK_IDLE:
      return g_strdup_printf (_ ("stands nowhere for %s on %s"), w->actual, w->day);
    case TW_ROSTER_BREAK_SHORT_BLOCK:
      return g_strdup_printf (_ ("is at %s for %s only on %s, at least %s are needed"), post_of (w),
                              w->actual, w->day, w->limit);
    case TW_ROSTER_BREAK_NO_MEAL:
      return g_strdup_printf (_ ("has a break of %s on %s, %s are needed"), w->actual, w->day,
                              w->limit);
    default:
      return NULL;
    }
}

static char *
say_place (const Words *w)
{
  switch ((guint) w->b->kind)
    {
    case TW_ROSTER_BREAK_HORIZON:
      return g_strdup_printf (_ ("has a shift of no known kind on %s"), w->day);
    case TW_ROSTER_BREAK_BLOCKS:
      return g_strdup_printf (_ ("has a shift without a post on %s"), w->day);
    case TW_ROSTER_BREAK_OVERLAP:
      return g_strdup_printf (_ ("is in two places at once for %s on %s"), w->actual, w->day);
    case TW_ROSTER_BREAK_TWO_POOLS:
      return g_strdup_printf (_ ("works in another pool at the same time for %s on %s"), w->actual,
                              w->day);
    case TW_ROSTER_BREAK_TWICE_A_DAY:
      return g_strdup_printf (_ ("begins two shifts on %s"), w->day);
    case TW_ROSTER_BREAK_KIND_POOL:
      return g_strdup_printf (_ ("has a kind of shift on %s that is not for %s"), w->day,
                              pool_of (w));
    case TW_ROSTER_BREAK_KIND_AFTER:
      return g_strdup_printf (_ ("has a shift on %s that may not follow that of the day before"),
                              w->day);
    case TW_ROSTER_BREAK_KIND_COUNT:
      return g_strdup_printf (_ ("has %d shifts of one kind up to %s, %d are allowed"),
                              w->b->actual, w->day, w->b->limit);
    case TW_ROSTER_BREAK_KIND_POST:
      return g_strdup_printf (_ ("is at %s on %s, where this kind of shift is not worked"),
                              post_of (w), w->day);
    case TW_ROSTER_BREAK_SKILL:
      return g_strdup_printf (_ ("lacks the skill %s for %s on %s"), missing_skill (w), post_of (w),
                              w->day);
    case TW_ROSTER_BREAK_POOL:
      return g_strdup_printf (_ ("is at %s on %s, which is not for %s"), post_of (w), w->day,
                              pool_of (w));
    case TW_ROSTER_BREAK_BARRED: /* see bar_posts() in tw-rota-ways.c */
      return g_strdup_printf (_ ("is at %s on %s, which is too far from home"), post_of (w),
                              w->day);
    case TW_ROSTER_BREAK_PIN:
      return g_strdup_printf (_ ("had a pinned shift on %s that is gone or changed"), w->day);
    case TW_ROSTER_BREAK_FROZEN:
      return g_strdup_printf (_ ("was told otherwise for %s, which is too soon to change"), w->day);
    default:
      return NULL;
    }
}

static char *
say_sum (const Words *w)
{
  switch ((guint) w->b->kind)
    {
    case TW_ROSTER_BREAK_DAY:
      return g_strdup_printf (_ ("works %s on %s, %s are allowed"), w->actual, w->day, w->limit);
    case TW_ROSTER_BREAK_AVERAGE_DAY:
      return g_strdup_printf (_ ("works %s a day on average in the week of %s, %s are allowed"),
                              w->actual, w->day, w->limit);
    case TW_ROSTER_BREAK_OVERTIME_DAY:
      return say_overtime (w);
    case TW_ROSTER_BREAK_OVERTIME_MONTH:
      return g_strdup_printf (_ ("has %s of overtime in the month up to %s, %s are allowed"),
                              w->actual, w->day, w->limit);
    case TW_ROSTER_BREAK_WEEK:
      return g_strdup_printf (_ ("works %s in the week of %s, %s are allowed"), w->actual, w->day,
                              w->limit);
    case TW_ROSTER_BREAK_CONTRACT:
      return g_strdup_printf (_ ("works %s from %s on, at least %s are agreed"), w->actual, w->day,
                              w->limit);
    case TW_ROSTER_BREAK_RUN:
      return g_strdup_printf (_ ("works %d days in a row on %s, %d are allowed"), w->b->actual,
                              w->day, w->b->limit);
    case TW_ROSTER_BREAK_SHORT_RUN:
      return g_strdup_printf (_ ("works %d days in a row from %s on, at least %d are agreed"),
                              w->b->actual, w->day, w->b->limit);
    case TW_ROSTER_BREAK_SHORT_OFF:
      return g_strdup_printf (_ ("has %d days off in a row from %s on, at least %d are agreed"),
                              w->b->actual, w->day, w->b->limit);
    case TW_ROSTER_BREAK_REST_DAY:
      return g_strdup_printf (_ ("has %d days off in the week of %s, at least %d are due"),
                              w->b->actual, w->day, w->b->limit);
    case TW_ROSTER_BREAK_WEEKENDS:
      return g_strdup_printf (_ ("works on %d weekends up to %s, %d are allowed"), w->b->actual,
                              w->day, w->b->limit);
    default:
      return NULL;
    }
}

static char *
say (const TwRotaFrame *frame, const TwRosterBreak *b)
{
  int unit = counts_slots (b->kind) ? frame->problem->slot_minutes : 1;
  g_autofree char *day = tw_rota_text_day (frame, day_us (frame, b->day));
  g_autofree char *actual = tw_rota_text_minutes (b->actual * unit);
  g_autofree char *limit = tw_rota_text_minutes (b->limit * unit);
  Words words = { frame, b, day, actual, limit };
  char *text = say_time (&words);

  if (text == NULL)
    text = say_place (&words);
  return text != NULL ? text : say_sum (&words);
}

char *
tw_rota_text_break (const TwRotaFrame *frame, const TwRosterBreak *broken)
{
  g_autofree char *text = say (frame, broken);
  const char *article = tw_rota_text_article (broken->article);

  if (article == NULL)
    return g_steal_pointer (&text);
  /* Translators: what is wrong, and the rule that says so. */
  return g_strdup_printf (_ ("%s (%s)"), text, article);
}

static char *
with_name (const TwRotaFrame *frame, int person, const char *text)
{
  /* Translators: a person, and what there is to say. */
  return g_strdup_printf (_ ("%s: %s"), tw_rota_text_person (frame, person), text);
}

char *
tw_rota_describe_break (TwRota *self, const TwRosterBreak *broken)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL && broken != NULL, NULL);
  text = tw_rota_text_break (self->picture->frame, broken);
  return with_name (self->picture->frame, broken->person, text);
}

/* --- blockers --------------------------------------------------------------------------------- */

static char *
considered (const TwRotaFrame *frame, const TwRosterBlocker *b)
{
  return b->first < b->last ? tw_rota_text_hours (frame, tw_rota_frame_slot_us (frame, b->first),
                                                  tw_rota_frame_slot_us (frame, b->last))
                            : g_strdup ("");
}

static char *
say_blocker (const TwRotaFrame *frame, const TwRosterBlocker *b)
{
  g_autofree char *hours = considered (frame, b);
  g_autofree char *broken = NULL;

  switch (b->kind)
    {
    case TW_ROSTER_BLOCKER_RULE:
      broken = tw_rota_text_break (frame, &b->broken);
      return *hours == '\0' ? g_steal_pointer (&broken)
                            /* Translators: hours of a shift, and what is wrong with it. */
                            : g_strdup_printf (_ ("with %s: %s"), hours, broken);
    case TW_ROSTER_BLOCKER_FROZEN:
      return g_strdup (_ ("this time is published and too soon to change"));
    case TW_ROSTER_BLOCKER_PINNED:
      return g_strdup (_ ("is in a pinned shift"));
    case TW_ROSTER_BLOCKER_ELSEWHERE:
      return g_strdup_printf (_ ("is at %s then"), tw_rota_post_label (frame, b->other));
    case TW_ROSTER_BLOCKER_PAUSE:
      return g_strdup (_ ("has a break or is on the way then"));
    case TW_ROSTER_BLOCKER_AWAY:
      return g_strdup (_ ("is not available then"));
    case TW_ROSTER_BLOCKER_NO_SHIFT:
      return g_strdup (_ ("no shift allowed for this person reaches this time"));
    case TW_ROSTER_BLOCKER_COSTS:
      return g_strdup_printf (_ ("could work %s, which costs %.0f more than it gains"), hours,
                              b->amount);
    case TW_ROSTER_BLOCKER_HELPS:
      return g_strdup_printf (_ ("could work %s, which gains %.0f"), hours, -b->amount);
    default:
      g_return_val_if_reached (NULL);
    }
}

char *
tw_rota_describe_blocker (TwRota *self, const TwRosterBlocker *blocker)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL && blocker != NULL, NULL);
  text = say_blocker (self->picture->frame, blocker);
  return with_name (self->picture->frame, blocker->person, text);
}

/* --- contributions ---------------------------------------------------------------------------- */

char *
tw_rota_describe_contribution (TwRota *self, const TwRosterContribution *part)
{
  const TwRotaFrame *frame;
  const char *name = tw_roster_term_name (part->term);
  g_autofree char *when = NULL;

  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL && part != NULL, NULL);
  frame = self->picture->frame;
  if (part->slot != TW_ROSTER_NONE)
    {
      gint64 at_us = tw_rota_frame_slot_us (frame, part->slot);
      g_autofree char *day = tw_rota_text_day (frame, at_us);
      g_autofree char *clock = tw_rota_text_clock (frame, at_us);

      when = g_strdup_printf ("%s %s", day, clock);
    }
  if (part->post != TW_ROSTER_NONE)
    /* Translators: what is paid for, a post, day and time. */
    return g_strdup_printf (_ ("%s at %s, %s"), name, tw_rota_post_label (frame, part->post),
                            when != NULL ? when : "");
  if (part->tide != TW_ROSTER_NONE && part->tide < (int) frame->tides->len)
    for (guint i = 0; i < frame->tides->len; i++)
      if (((TwRotaTide *) frame->tides->pdata[i])->tide == part->tide)
        return g_strdup_printf (_ ("%s: %s, %s"), name,
                                ((TwRotaTide *) frame->tides->pdata[i])->name,
                                when != NULL ? when : "");
  if (when == NULL)
    return g_strdup (name);
  return g_strdup_printf (_ ("%s, %s"), name, when);
}

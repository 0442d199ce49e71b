// SPDX-License-Identifier: Apache-2.0
#include "tw-paper-fixture.h"

#include "tw-duty-fixture.h"

#include "duty/roster/tw-rota-reading.h"

static void
free_person (gpointer data)
{
  TwRotaPerson *self = data;

  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->skills);
  g_free (self->employer);
  g_free (self);
}

static void
free_post (gpointer data)
{
  TwRotaPost *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->name_en);
  g_free (self->place);
  g_free (self->place_kind);
  g_free (self->place_name);
  g_strfreev (self->skills);
  g_free (self);
}

static void
free_span (gpointer data)
{
  g_free (((TwRotaSpan *) data)->date);
  g_free (data);
}

#define N_POSTS 6

static TwRotaPost *
make_post (TwStreet *street, int i)
{
  static const char *const names[N_POSTS] = { "地铁春熙路站A口疏导", "春熙社区便民大厅",
                                              "合江亭幼儿园护学",    "银发守护陪诊",
                                              "合江亭社区巡查",      "督院街噪声处置" };
  TwRotaPost *post = g_new0 (TwRotaPost, 1);
  TwLandmark mark = { .lat = FIXTURE_LAT + 0.001 * i, .lon = FIXTURE_LON + 0.002 * i };

  post->id = g_strdup_printf ("post:%d", i);
  post->name = g_strdup (names[i]);
  post->name_en = i == 0 ? g_strdup ("Metro exit A") : NULL;
  post->community = 1 + i % 2;
  post->service = 1 + i % 3;
  post->priority = 1 + i % 5;
  post->skills = g_new0 (char *, 1);
  post->per_hour = 6;
  if (i == N_POSTS - 1) /* one post is at no place */
    return post;
  post->place = g_strdup_printf ("place:%d", i);
  post->place_kind = g_strdup ("metro");
  post->place_name = g_strdup_printf ("%s（一层，东侧）", names[i]);
  mark.id = g_strdup (post->place);
  mark.kind = g_strdup ("metro");
  mark.name = g_strdup (post->place_name);
  g_array_append_val (street->landmarks, mark);
  return post;
}

static TwRotaPerson *
make_person (int i)
{
  static const char *const family[] = { "王", "李", "张", "刘", "陈", "杨", "欧阳", "赵" };
  static const char *const given[] = { "秀兰", "建国", "敏", "桂英", "志强", "丽华", "晓东" };
  TwRotaPerson *person = g_new0 (TwRotaPerson, 1);

  person->id = g_strdup_printf ("person:%d", i);
  person->name = g_strdup_printf ("%s%s", family[i % G_N_ELEMENTS (family)],
                                  given[i / 8 % G_N_ELEMENTS (given)]);
  if (i >= 56) /* names are told apart by a number then */
    {
      g_autofree char *name = person->name;

      person->name = g_strdup_printf ("%s%d", name, i / 56);
    }
  person->pool = (TwPool) (i % TW_N_POOLS);
  person->community = 1 + i % 2;
  person->skills = g_new0 (char *, 1);
  person->contract_week_min = person->pool < TW_POOL_VOLUNTEER ? 2400 : 1200;
  return person;
}

static void
fill_days (TwRotaFrame *frame, int n_days)
{
  for (int d = 0; d < n_days; d++)
    {
      TwRotaSpan *span = g_new0 (TwRotaSpan, 1);
      TwLocalTime local;

      span->from_us = frame->from_us + d * TW_US_PER_DAY;
      span->to_us = span->from_us + TW_US_PER_DAY;
      tw_time_to_local (span->from_us, frame->zone, &local);
      span->date = g_strdup_printf ("%04d-%02d-%02d", local.year, local.month, local.day);
      frame->problem->weekday[d] = (guint8) (local.weekday - 1);
      g_ptr_array_add (frame->days, span);
    }
}

TwRotaFrame *
paper_fixture_frame (int n_people, int n_days, const char *zone_name)
{
  TwRotaMade *made = g_new0 (TwRotaMade, 1);
  TwRotaFrame *self = &made->frame;

  g_atomic_ref_count_init (&self->refs);
  self->street = fixture_street_new ();
  self->zone = tw_zone_new (zone_name, NULL);
  self->from_us = PAPER_FROM_US;
  self->to_us = PAPER_FROM_US + n_days * TW_US_PER_DAY;
  self->read_us = FIXTURE_NOW_US;
  self->people = g_ptr_array_new_with_free_func (free_person);
  self->posts = g_ptr_array_new_with_free_func (free_post);
  self->tides = g_ptr_array_new ();
  self->days = g_ptr_array_new_with_free_func (free_span);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->person_index = g_hash_table_new (g_str_hash, g_str_equal);
  self->post_index = g_hash_table_new (g_str_hash, g_str_equal);
  made->packs = g_ptr_array_new ();
  made->skills = g_ptr_array_new ();
  made->places = g_array_new (FALSE, TRUE, sizeof (TwRotaPlace));
  self->problem = tw_roster_problem_new (n_days, 96, 15, N_POSTS, 1, n_people);
  self->problem->kinds[0].min_slots = 8;
  self->problem->kinds[0].max_slots = 40;
  self->problem->evening = (TwRosterWindow){ 76, 96 };
  self->terms = g_new0 (TwRosterTerms, MAX (1, n_people));
  fill_days (self, n_days);
  for (int i = 0; i < n_people; i++)
    {
      TwRotaPerson *person = make_person (i);

      self->problem->people[i].pool = (int) person->pool;
      g_ptr_array_add (self->people, person);
      g_hash_table_insert (self->person_index, person->id, GINT_TO_POINTER (i + 1));
    }
  for (int i = 0; i < N_POSTS; i++)
    {
      TwRotaPost *post = make_post (self->street, i);

      g_ptr_array_add (self->posts, post);
      g_hash_table_insert (self->post_index, post->id, GINT_TO_POINTER (i + 1));
    }
  return self;
}

TwShift *
paper_fixture_shift (TwRotaFrame *frame, int n, int person, int day, int from_min, int minutes,
                     int post)
{
  TwShift *shift = tw_shift_new ();
  const TwRotaSpan *span = g_ptr_array_index (frame->days, day);
  gint64 half_us = tw_time_floor (minutes * TW_US_PER_MIN / 2, TW_US_PER_SLOT);

  shift->id = g_strdup_printf ("shift:01HX%08d", n);
  shift->rev = g_strdup_printf ("%d-0123456789abcdef0123456789abcdef", 1 + n % 3);
  shift->person = person;
  shift->kind = 0;
  shift->from_us = span->from_us + from_min * TW_US_PER_MIN;
  shift->to_us = shift->from_us + minutes * TW_US_PER_MIN;
  shift->n_stretches = 3;
  shift->stretches = g_new0 (TwStretch, 3);
  shift->stretches[0] =
      (TwStretch){ TW_STRETCH_WORK, post % N_POSTS, shift->from_us, shift->from_us + half_us };
  shift->stretches[1] = (TwStretch){ TW_STRETCH_WAY, -1, shift->from_us + half_us,
                                     shift->from_us + half_us + TW_US_PER_SLOT };
  shift->stretches[2] =
      (TwStretch){ TW_STRETCH_WORK, (post + 1) % N_POSTS, shift->stretches[1].to_us, shift->to_us };
  shift->origin = g_strdup ("hand");
  return shift;
}

static int
compare_begins (gconstpointer a, gconstpointer b)
{
  const TwShift *x = *(TwShift *const *) a, *y = *(TwShift *const *) b;

  return x->from_us != y->from_us ? (x->from_us < y->from_us ? -1 : 1) : x->person - y->person;
}

GPtrArray *
paper_fixture_shifts (TwRotaFrame *frame)
{
  GPtrArray *shifts = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_shift_unref);
  int n = 0;

  for (guint d = 0; d < frame->days->len; d++)
    for (guint i = 0; i < frame->people->len; i++, n++)
      g_ptr_array_add (shifts, paper_fixture_shift (frame, n, (int) i, (int) d,
                                                    6 * 60 + (int) (i % 7) * 90, 480, (int) i));
  g_ptr_array_sort (shifts, compare_begins);
  return shifts;
}

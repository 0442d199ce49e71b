// SPDX-License-Identifier: Apache-2.0
/* Fairness (F26): known shifts give known figures, the list under a figure sums to it, and what was
 * published counts before the frame. */
#include "tw-duty-fixture.h"
#include "tw-paper-fixture.h"

#include "base/tw-locale.h"
#include "duty/roster/tw-rota-editions.h"
#include "duty/roster/tw-rota-export.h"
#include "duty/roster/tw-rota-fair.h"

#include <math.h>
#include <string.h>

/* The frame: Tuesday to Thursday. Pools of people 0 .. 3: one each, 4 is of the first again. */
#define N_PEOPLE 5

static const struct {
  int person, day, from_min, minutes;
} known[] = {
  { 0, 0, 8 * 60, 480 },  { 0, 1, 8 * 60, 480 },   /* days */
  { 1, 0, 14 * 60, 480 }, { 1, 1, 16 * 60, 240 },  /* evenings: up to 22:00, up to 20:00 */
  { 2, 2, 15 * 60, 240 },                          /* up to 19:00: none */
  { 4, 0, 12 * 60, 480 }, { -1, 0, 18 * 60, 240 }, /* evening; an open one */
};

static GPtrArray *
get_known (TwRotaFrame *frame)
{
  GPtrArray *shifts = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_shift_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    g_ptr_array_add (shifts, paper_fixture_shift (frame, (int) i, known[i].person, known[i].day,
                                                  known[i].from_min, known[i].minutes, 0));
  return shifts;
}

static void
test_known (void)
{
  TwRotaFrame *frame = paper_fixture_frame (N_PEOPLE, 3, NULL);
  g_autoptr (GPtrArray) shifts = get_known (frame);
  static const struct {
    TwRosterBurden burden;
    double value[N_PEOPLE], mean, gini, jain;
  } cases[] = {
    /* 0 0 0 1 2: sum 3, Gini (2 (4 1 + 5 2) / (5 3)) - 6/5 = 2/3, Jain 9 / (5 5) */
    { TW_ROSTER_BURDEN_EVENINGS, { 0, 2, 0, 0, 1 }, 0.6, 2.0 / 3, 9.0 / 25 },
    { TW_ROSTER_BURDEN_WEEKENDS, { 0, 0, 0, 0, 0 }, 0, 0, 1 },
    /* a quarter of an hour a shift: 0 15 15 30 30; 2 (2 15 + 3 15 + 4 30 + 5 30) / (5 90) - 6/5 */
    { TW_ROSTER_BURDEN_WALKING, { 30, 30, 15, 0, 15 }, 18, 690.0 / 450 - 1.2, 8100.0 / 11250 },
  };
  TwFairTable table;

  g_assert_true (tw_rota_fairness (frame, NULL, shifts, 0, 1, &table, NULL));
  g_assert_cmpuint (table.rows->len, ==, N_PEOPLE);
  g_assert_cmpuint (table.n_days, ==, 7);
  g_assert_cmpuint (table.n_known, ==, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwRosterBurden burden = cases[i].burden;
      double parts = 0;

      for (int e = 0; e < N_PEOPLE; e++)
        {
          const TwFairRow *row = &g_array_index (table.rows, TwFairRow, e);

          g_assert_cmpfloat (row->value[burden], ==, cases[i].value[e]);
          parts += row->part[burden];
        }
      g_assert_cmpfloat_with_epsilon (table.mean[burden], cases[i].mean, 1e-12);
      g_assert_cmpfloat_with_epsilon (table.gini[burden], cases[i].gini, 1e-12);
      g_assert_cmpfloat_with_epsilon (table.jain[burden], cases[i].jain, 1e-12);
      g_assert_cmpfloat_with_epsilon (parts, table.gini[burden], 1e-12);
    }
  /* 16 hours of 40 a week, of which three days are known */
  g_assert_cmpfloat_with_epsilon (
      g_array_index (table.rows, TwFairRow, 0).value[TW_ROSTER_BURDEN_HOURS], 16.0 / (40 * 3.0 / 7),
      1e-12);
  tw_fair_table_clear (&table);
  tw_rota_frame_unref (frame);
}

/* A pool is compared with itself alone; without hours in the contract there is nothing to hold
 * hours against. */
static void
test_pools (void)
{
  TwRotaFrame *frame = paper_fixture_frame (N_PEOPLE, 3, NULL);
  g_autoptr (GPtrArray) shifts = get_known (frame);
  TwFairTable table;

  ((TwRotaPerson *) frame->people->pdata[4])->contract_week_min = 0;
  g_assert_true (tw_rota_fairness (frame, NULL, shifts, 1 << TW_POOL_COMMUNITY, 1, &table, NULL));
  g_assert_cmpuint (table.rows->len, ==, 2);
  g_assert_cmpint (g_array_index (table.rows, TwFairRow, 1).person, ==, 4);
  g_assert_cmpfloat (table.mean[TW_ROSTER_BURDEN_EVENINGS], ==, 0.5);
  g_assert_true (isnan (g_array_index (table.rows, TwFairRow, 1).value[TW_ROSTER_BURDEN_HOURS]));
  g_assert_cmpfloat_with_epsilon (table.mean[TW_ROSTER_BURDEN_HOURS], 16.0 / (40 * 3.0 / 7), 1e-12);
  g_assert_cmpfloat (table.gini[TW_ROSTER_BURDEN_HOURS], ==, 0);
  tw_fair_table_clear (&table);
  tw_rota_frame_unref (frame);
}

/* Whatever the shifts, the list under each figure sums to it: exactly, not nearly. */
static void
test_drill (void)
{
  TwRotaFrame *frame = paper_fixture_frame (40, 7, NULL);
  g_autoptr (GPtrArray) shifts = paper_fixture_shifts (frame);
  g_autoptr (TwFairBook) book = tw_fair_book_new (frame, NULL, shifts, 1, NULL);
  TwFairTable table;
  guint n = 0;

  tw_fair_book_measure (book, 0, &table);
  for (int e = 0; e < 40; e++)
    for (int burden = 0; burden < TW_ROSTER_N_BURDENS; burden++)
      {
        g_autoptr (GPtrArray) parts = tw_fair_book_drill (book, burden, e);
        double sum = 0;

        for (guint i = 0; i < parts->len; i++)
          {
            const TwFairPart *part = g_ptr_array_index (parts, i);

            sum += part->amount;
            g_assert_true (part->what != NULL && *part->what != '\0');
            g_assert_true (i == 0 || part[0].at_us >= ((TwFairPart *) parts->pdata[i - 1])->at_us);
          }
        g_assert_cmpfloat (sum, ==, g_array_index (table.rows, TwFairRow, e).value[burden]);
        n += parts->len;
      }
  g_assert_cmpuint (n, >, 40 * 7 * 2);
  /* Saturday and Sunday of the week: two shifts each */
  g_assert_cmpfloat (table.mean[TW_ROSTER_BURDEN_WEEKENDS], ==, 2);
  g_assert_cmpfloat (table.gini[TW_ROSTER_BURDEN_WEEKENDS], ==, 0);
  tw_fair_table_clear (&table);
  tw_rota_frame_unref (frame);
}

/* --- editions --------------------------------------------------------------------------------- */

/* Publishes one evening shift of person 0 on @date. */
static void
publish (TwStore *store, const char *date, int number, gint64 from_us)
{
  g_autoptr (TwEditionContent) content = tw_edition_content_new ();
  g_autoptr (TwBatch) batch = tw_batch_new ();
  g_autofree char *id = tw_edition_dup_id (date, number);
  JsonObject *body = json_object_new (), *shift = json_object_new ();
  JsonArray *stretches = json_array_new (), *pair = json_array_new ();
  g_autofree char *from = tw_time_format_rfc3339 (from_us);
  g_autofree char *to = tw_time_format_rfc3339 (from_us + 4 * TW_US_PER_HOUR);
  TwDoc doc = { .id = g_strdup_printf ("shift:01HX%s", date),
                .rev = (char *) "1-00",
                .body = shift };
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (shift, "person", "person:0");
  json_object_set_string_member (shift, "from", from);
  json_object_set_string_member (shift, "to", to);
  json_object_set_string_member (shift, "kind", "full");
  json_object_set_string_member (shift, "origin", "hand");
  json_array_add_string_element (pair, "post:0");
  json_array_add_int_element (pair, 240);
  json_array_add_array_element (stretches, pair);
  json_object_set_array_member (shift, "stretches", stretches);
  tw_edition_content_add (content, &doc);
  json_object_set_string_member (body, "day", date);
  json_object_set_int_member (body, "number", number);
  json_object_set_string_member (body, "at", from);
  json_object_set_string_member (body, "by", "officer:a");
  json_object_set_string_member (body, "approver", "officer:b");
  json_object_set_int_member (body, "n_shifts", 1);
  json_object_set_int_member (body, "n_changes", 1);
  json_object_set_int_member (body, "n_people", 1);
  g_assert_true (tw_edition_content_put (content, store, batch, id, body, &error));
  g_assert_no_error (error);
  g_assert_true (tw_store_put (store, g_steal_pointer (&batch), NULL, &error));
  g_assert_no_error (error);
  json_object_unref (shift);
  g_free (doc.id);
}

static void
test_editions (void)
{
  g_autofree char *dir = g_dir_make_tmp ("tw-fair-XXXXXX", NULL);
  TwRotaFrame *frame = paper_fixture_frame (N_PEOPLE, 3, NULL);
  g_autoptr (GPtrArray) shifts = get_known (frame);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  TwStore *store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, &error);
  g_autoptr (GPtrArray) parts = NULL;
  TwFairTable table;

  g_assert_no_error (error);
  /* a day's second edition counts, not its first; five weeks ago is out of the time asked for */
  publish (store, "2026-11-21", 1, PAPER_FROM_US - 3 * TW_US_PER_DAY + 8 * TW_US_PER_HOUR);
  publish (store, "2026-11-21", 2, PAPER_FROM_US - 3 * TW_US_PER_DAY + 18 * TW_US_PER_HOUR);
  publish (store, "2026-11-23", 1, PAPER_FROM_US - TW_US_PER_DAY + 18 * TW_US_PER_HOUR);
  publish (store, "2026-10-20", 1, PAPER_FROM_US - 35 * TW_US_PER_DAY + 18 * TW_US_PER_HOUR);
  /* published of the frame's own day, but the shifts as they stand count there */
  publish (store, "2026-11-24", 1, PAPER_FROM_US + 18 * TW_US_PER_HOUR);
  g_assert_true (tw_rota_fairness (frame, store, shifts, 0, 4, &table, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (table.n_known, ==, 3 + 2);
  g_assert_cmpfloat (g_array_index (table.rows, TwFairRow, 0).value[TW_ROSTER_BURDEN_EVENINGS], ==,
                     2);
  g_assert_cmpfloat (g_array_index (table.rows, TwFairRow, 0).value[TW_ROSTER_BURDEN_WEEKENDS], ==,
                     1);
  parts = tw_rota_fairness_drill (frame, store, shifts, 4, TW_ROSTER_BURDEN_HOURS, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (parts->len, ==, 4);
  tw_fair_table_clear (&table);
  tw_rota_frame_unref (frame);
  tw_store_unref (store);
  fixture_remove_tree (dir);
}

/* F28: what calendars must lose is what was told and is gone, or is somebody else's now. */
static void
test_told (void)
{
  g_autofree char *dir = g_dir_make_tmp ("tw-told-XXXXXX", NULL);
  TwRotaFrame *frame = paper_fixture_frame (N_PEOPLE, 3, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  TwStore *store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, &error);
  g_autoptr (GPtrArray) told = NULL;
  static const struct {
    int person, asked; /* who has it now: -2 nobody any more */
    guint n;
  } cases[] = { { -2, -1, 1 }, { -2, 0, 1 }, { -2, 1, 0 }, { 0, -1, 0 },
                { 0, 0, 0 },   { 1, -1, 1 }, { 1, 0, 1 },  { -1, 0, 1 } };

  g_assert_no_error (error);
  publish (store, "2026-11-23", 1, PAPER_FROM_US - TW_US_PER_DAY + 8 * TW_US_PER_HOUR);
  publish (store, "2026-11-24", 1, PAPER_FROM_US + 8 * TW_US_PER_HOUR);
  publish (store, "2026-11-24", 2, PAPER_FROM_US + 9 * TW_US_PER_HOUR);
  told = tw_rota_read_published (frame, store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (told->len, ==, 1); /* the newest of the frame's days */
  g_assert_cmpint (((TwShift *) told->pdata[0])->from_us, ==, PAPER_FROM_US + 9 * TW_US_PER_HOUR);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) shifts = g_ptr_array_new (), gone = NULL;
      g_autoptr (TwShift) now = tw_shift_copy (told->pdata[0]);

      now->person = cases[i].person;
      if (cases[i].person > -2)
        g_ptr_array_add (shifts, now);
      gone = tw_rota_list_cancelled (frame, store, shifts, cases[i].asked, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (gone->len, ==, 2 * cases[i].n); /* of both editions */
    }
  tw_rota_frame_unref (frame);
  tw_store_unref (store);
  fixture_remove_tree (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tw_locale_apply ("en");
  g_test_add_func ("/rota-fair/known", test_known);
  g_test_add_func ("/rota-fair/pools", test_pools);
  g_test_add_func ("/rota-fair/drill", test_drill);
  g_test_add_func ("/rota-fair/editions", test_editions);
  g_test_add_func ("/rota-fair/told", test_told);
  return g_test_run ();
}

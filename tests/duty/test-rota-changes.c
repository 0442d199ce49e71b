// SPDX-License-Identifier: Apache-2.0
/* F15, F27: the list of changes is exactly the rows that differ. On a frame made by hand. */
#include "duty/roster/tw-rota-changes.h"

#include "base/tw-rng.h"
#include "tests/duty/tw-paper-fixture.h"

#include <string.h>

#define N_PEOPLE 20

static GPtrArray *
list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) tw_shift_unref);
}

static guint
count (GPtrArray *changes, TwChangeKind kind)
{
  guint n = 0;

  for (guint i = 0; i < changes->len; i++)
    n += ((TwRotaChange *) changes->pdata[i])->kind == kind;
  return n;
}

/* One shift before, one after: what is it? */
static const struct {
  const char *name;
  int person, day, from_min, minutes, post; /* after: as before but for .. */
  gboolean other_id;
  guint n_changes;
  TwChangeKind kind;
  const char *words;
} cases[] = {
  { "same", 1, 1, 480, 240, 0, FALSE, 0, 0, NULL },
  { "same-work-other-document", 1, 1, 480, 240, 0, TRUE, 0, 0, NULL },
  { "times", 1, 1, 540, 240, 0, FALSE, 1, TW_CHANGE_TIMES,
    "11-25 08:00-12:00 becomes 09:00-13:00" },
  { "posts", 1, 1, 480, 240, 1, FALSE, 1, TW_CHANGE_POSTS, "11-25 08:00-12:00 now at" },
  { "person", 2, 1, 480, 240, 0, FALSE, 1, TW_CHANGE_PERSON, "11-25 08:00-12:00 goes to" },
  { "opened", -1, 1, 480, 240, 0, FALSE, 1, TW_CHANGE_PERSON, "Open shift" },
  { "another-day", 1, 2, 480, 240, 0, FALSE, 2, TW_CHANGE_REMOVED, "taken away" },
  { "made-anew-that-day", 1, 1, 540, 240, 0, TRUE, 1, TW_CHANGE_TIMES, "becomes" },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (TwRotaFrame) frame = paper_fixture_frame (N_PEOPLE, 3, NULL);
  g_autoptr (GPtrArray) before = list_new (), after = list_new (), changes = NULL;

  g_ptr_array_add (before, paper_fixture_shift (frame, 1, 1, 1, 480, 240, 0));
  g_ptr_array_add (after, paper_fixture_shift (frame, cases[i].other_id ? 2 : 1, cases[i].person,
                                               cases[i].day, cases[i].from_min, cases[i].minutes,
                                               cases[i].post));
  changes = tw_rota_diff (frame, before, after);
  g_assert_cmpuint (changes->len, ==, cases[i].n_changes);
  if (changes->len > 0)
    {
      g_autofree char *text = tw_rota_change_describe (frame, changes->pdata[0]);

      g_assert_cmpint (((TwRotaChange *) changes->pdata[0])->kind, ==, cases[i].kind);
      g_assert_nonnull (strstr (text, cases[i].words));
    }
}

/* Two people who change places in everything leave the same rows. */
static void
test_swapped_documents (void)
{
  g_autoptr (TwRotaFrame) frame = paper_fixture_frame (N_PEOPLE, 3, NULL);
  g_autoptr (GPtrArray) before = list_new (), after = list_new (), changes = NULL;

  g_ptr_array_add (before, paper_fixture_shift (frame, 1, 1, 1, 480, 240, 0));
  g_ptr_array_add (before, paper_fixture_shift (frame, 2, 2, 1, 480, 240, 0));
  g_ptr_array_add (after, paper_fixture_shift (frame, 1, 2, 1, 480, 240, 0));
  g_ptr_array_add (after, paper_fixture_shift (frame, 2, 1, 1, 480, 240, 0));
  changes = tw_rota_diff (frame, before, after);
  g_assert_cmpuint (changes->len, ==, 0);
}

static char *
row_of (const TwShift *shift)
{
  GString *row = g_string_new (NULL);

  g_string_printf (row, "%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, shift->person, shift->from_us,
                   shift->to_us);
  for (guint i = 0; i < shift->n_stretches; i++)
    g_string_append_printf (row, " %d", shift->stretches[i].post);
  return g_string_free (row, FALSE);
}

/* Adds @n to the number of such rows. */
static void
count_row (GHashTable *rows, const TwShift *shift, int n)
{
  char *row = row_of (shift);
  int now = GPOINTER_TO_INT (g_hash_table_lookup (rows, row)) + n;

  if (now == 0)
    g_hash_table_remove (rows, row);
  else
    g_hash_table_insert (rows, g_strdup (row), GINT_TO_POINTER (now));
  g_free (row);
}

/* Carrying the changes out on the rows of before gives the rows of after, and none is for nothing.
 */
static void
test_random (void)
{
  g_autoptr (TwRotaFrame) frame = paper_fixture_frame (N_PEOPLE, 3, NULL);
  TwRng rng;

  tw_rng_init (&rng, 15);
  for (int round = 0; round < 200; round++)
    {
      g_autoptr (GPtrArray) before = list_new (), after = list_new (), changes = NULL;
      g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      gint64 last_us = G_MININT64;

      for (int side = 0; side < 2; side++)
        for (int i = 0; i < 15; i++)
          {
            TwShift *shift =
                paper_fixture_shift (frame, (int) tw_rng_below (&rng, 40),
                                     (int) tw_rng_below (&rng, 6) - 1, (int) tw_rng_below (&rng, 3),
                                     480 + 60 * (int) tw_rng_below (&rng, 3), 240,
                                     (int) tw_rng_below (&rng, 2));

            g_ptr_array_add (side ? after : before, shift);
            count_row (rows, shift, side ? -1 : 1);
          }
      changes = tw_rota_diff (frame, before, after);
      for (guint i = 0; i < changes->len; i++)
        {
          const TwRotaChange *change = changes->pdata[i];
          const TwShift *one = change->after != NULL ? change->after : change->before;

          g_assert_true (change->before == NULL || change->after == NULL
                         || !tw_shift_same_work (change->before, change->after));
          g_assert_cmpint (one->from_us, >=, last_us);
          last_us = one->from_us;
          if (change->before != NULL)
            count_row (rows, change->before, -1);
          if (change->after != NULL)
            count_row (rows, change->after, 1);
        }
      g_assert_cmpuint (g_hash_table_size (rows), ==, 0);
      g_assert_cmpuint (count (changes, TW_CHANGE_ADDED) + count (changes, TW_CHANGE_REMOVED), <=,
                        30);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/rota-changes/F15/%s", cases[i].name);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/rota-changes/F15/swapped-documents", test_swapped_documents);
  g_test_add_func ("/rota-changes/F15/random", test_random);
  return g_test_run ();
}

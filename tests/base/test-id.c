// SPDX-License-Identifier: Apache-2.0
#include "base/tw-id.h"

#include "base/tw-time.h"

#include <string.h>

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

static void
test_ulid (void)
{
  g_autofree char *ulid = NULL, *again = NULL, *last = NULL;
  TwRng rng, same;

  tw_rng_init (&rng, 1);
  tw_rng_init (&same, 1);
  ulid = tw_ulid_new (G_GINT64_CONSTANT (1469918176385) * 1000, &rng);
  again = tw_ulid_new (G_GINT64_CONSTANT (1469918176385) * 1000, &same);
  g_assert_true (g_str_has_prefix (ulid, "01ARYZ6S41"));
  g_assert_cmpstr (ulid, ==, again);
  g_assert_true (tw_ulid_is_valid (ulid));
  last = tw_ulid_new (G_MAXINT64, NULL);
  g_assert_true (tw_ulid_is_valid (last));
}

static void
test_ulid_valid (void)
{
  static const struct {
    const char *text;
    gboolean valid;
  } cases[] = {
    { "01ARZ3NDEKTSV4RRFFQ69G5FAV", TRUE },
    { "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", TRUE },
    { "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", FALSE },
    { "01arz3ndektsv4rrffq69g5fav", FALSE },
    { "01ARZ3NDEKTSV4RRFFQ69G5FA", FALSE },
    { "01ARZ3NDEKTSV4RRFFQ69G5FAVX", FALSE },
    { "01ARZ3NDEKTSV4RRFFQ69G5FAU", FALSE },
    { "01ARZ3NDEKTSV4RRFFQ69G5FAI", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (tw_ulid_is_valid (cases[i].text), ==, cases[i].valid);
}

static void
test_ulid_unique_and_sorted (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *last = g_strdup ("");

  for (int i = 0; i < 10000; i++)
    {
      char *ulid = tw_ulid_new (i * 1000, NULL);

      g_assert_true (g_hash_table_add (seen, ulid));
      g_assert_cmpint (strcmp (ulid, last), >, 0);
      g_free (last);
      last = g_strdup (ulid);
    }
}

static void
test_id (void)
{
  static const struct {
    const char *id, *type;
  } cases[] = {
    { "request:01ARZ3NDEKTSV4RRFFQ69G5FAV", "request" },
    { "settings:street", "settings" },
    { "nocolon", NULL },
    { ":x", NULL },
    { "Request:x", NULL },
    { "request:", NULL },
    { "", NULL },
  };
  g_autofree char *id = tw_id_new ("asset", 0, NULL);

  g_assert_true (g_str_has_prefix (id, "asset:0000000000"));
  g_assert_true (tw_ulid_is_valid (id + 6));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *type = tw_id_dup_type (cases[i].id);

      g_assert_cmpstr (type, ==, cases[i].type);
    }
}

/* The first 130 bits of SHA-256 over 0x0..02 "ab" 0x0..01 "c", computed apart from this code. */
static void
test_derived (void)
{
  g_autofree char *id = tw_id_derived ("forecast", "ab", "c", NULL);
  g_autofree char *same = tw_id_derived ("forecast", "ab", "c", NULL);
  g_autofree char *other_split = tw_id_derived ("forecast", "a", "bc", NULL);
  g_autofree char *shorter = tw_id_derived ("forecast", "abc", NULL);
  g_autofree char *empty_part = tw_id_derived ("forecast", "ab", "c", "", NULL);
  g_autofree char *other_type = tw_id_derived ("service", "ab", "c", NULL);

  g_assert_cmpstr (id, ==, "forecast:C0EN8XQ2SKZ2S1X2QEKT68K5JW");
  g_assert_cmpstr (id, ==, same);
  g_assert_cmpstr (id, !=, other_split);
  g_assert_cmpstr (id, !=, shorter);
  g_assert_cmpstr (id, !=, empty_part);
  g_assert_cmpstr (strchr (id, ':'), ==, strchr (other_type, ':'));
}

static void
test_hlc_tick (void)
{
  TwHlc hlc = { 0, 0 };

  tw_hlc_tick (&hlc, 5999);
  g_assert_true (hlc.ms == 5 && hlc.counter == 0);
  tw_hlc_tick (&hlc, 5000);
  g_assert_true (hlc.ms == 5 && hlc.counter == 1);
  /* The wall clock was set back. */
  tw_hlc_tick (&hlc, 1000);
  g_assert_true (hlc.ms == 5 && hlc.counter == 2);
  tw_hlc_tick (&hlc, 7000);
  g_assert_true (hlc.ms == 7 && hlc.counter == 0);
  hlc.counter = G_MAXUINT16;
  tw_hlc_tick (&hlc, 7000);
  g_assert_true (hlc.ms == 8 && hlc.counter == 0);
}

static void
test_hlc_receive (void)
{
  static const struct {
    TwHlc local, remote;
    gint64 now_ms;
    gboolean ok;
    TwHlc result;
  } cases[] = {
    { { 5, 3 }, { 4, 9 }, 10, TRUE, { 10, 0 } },
    { { 5, 3 }, { 5, 9 }, 4, TRUE, { 5, 10 } },
    { { 5, 9 }, { 5, 3 }, 4, TRUE, { 5, 10 } },
    { { 5, 3 }, { 8, 9 }, 4, TRUE, { 8, 10 } },
    { { 5, 3 }, { 8, 9 }, 8, TRUE, { 8, 10 } },
    { { 9, 3 }, { 8, 9 }, 4, TRUE, { 9, 4 } },
    { { 5, 3 }, { 8, G_MAXUINT16 }, 4, TRUE, { 9, 0 } },
    { { 5, 3 }, { 4 + DAY_MS, 0 }, 4, TRUE, { 4 + DAY_MS, 1 } },
    { { 5, 3 }, { 5 + DAY_MS, 0 }, 4, FALSE, { 5, 3 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwHlc hlc = cases[i].local;

      g_assert_cmpint (tw_hlc_receive (&hlc, &cases[i].remote, cases[i].now_ms * 1000), ==,
                       cases[i].ok);
      g_assert_cmpint (hlc.ms, ==, cases[i].result.ms);
      g_assert_cmpuint (hlc.counter, ==, cases[i].result.counter);
    }
}

static guint64
as_number (const TwHlc *hlc)
{
  return (guint64) hlc->ms << 16 | hlc->counter;
}

/* Three devices with clocks up to a minute apart exchange stamps at random: each device's own
 * stamps grow, and a receipt is always above what was sent. The text sorts as the stamps do. */
static void
test_hlc_property (void)
{
  TwHlc devices[3] = { { 0, 0 } };
  gint64 now_us = G_GINT64_CONSTANT (1700000000000000);
  TwRng rng;

  tw_rng_init (&rng, 11);
  for (int i = 0; i < 20000; i++)
    {
      gsize at = tw_rng_below (&rng, 3), from = tw_rng_below (&rng, 3);
      TwHlc before = devices[at], sent = devices[from];
      gint64 wall_us = now_us + (gint64) at * 20 * TW_US_PER_S;
      g_autofree char *text_before = tw_hlc_format (&before), *text_after = NULL;

      now_us += tw_rng_range (&rng, 0, 900);
      if (tw_rng_below (&rng, 2) == 0)
        tw_hlc_tick (&devices[at], wall_us);
      else
        {
          g_assert_true (tw_hlc_receive (&devices[at], &sent, wall_us));
          g_assert_cmpuint (as_number (&devices[at]), >, as_number (&sent));
        }
      g_assert_cmpuint (as_number (&devices[at]), >, as_number (&before));
      g_assert_cmpint (devices[at].ms, >=, wall_us / 1000);
      text_after = tw_hlc_format (&devices[at]);
      g_assert_cmpint (strcmp (text_after, text_before), >, 0);
    }
  g_assert_cmpint (devices[0].ms, <, now_us / 1000 + 60 * 1000);
}

static void
test_hlc_text (void)
{
  static const char *const wrong[] = { "", "0018bcfe568000000x", "0018BCFE56800000",
                                       "0018bcfe56800000g", "0018BCFE568000000" };
  TwHlc hlc = { G_GINT64_CONSTANT (0x18bcfe56800), 0xbeef }, back = { 0, 0 };
  g_autofree char *text = tw_hlc_format (&hlc);

  g_assert_cmpstr (text, ==, "0018bcfe56800beef");
  g_assert_true (tw_hlc_parse (text, &back));
  g_assert_cmpuint (as_number (&back), ==, as_number (&hlc));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (tw_hlc_parse (wrong[i], &back));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/id/ulid", test_ulid);
  g_test_add_func ("/base/id/ulid-valid", test_ulid_valid);
  g_test_add_func ("/base/id/ulid-unique-and-sorted", test_ulid_unique_and_sorted);
  g_test_add_func ("/base/id/types", test_id);
  g_test_add_func ("/base/id/derived", test_derived);
  g_test_add_func ("/base/id/hlc-tick", test_hlc_tick);
  g_test_add_func ("/base/id/hlc-receive", test_hlc_receive);
  g_test_add_func ("/base/id/hlc-property", test_hlc_property);
  g_test_add_func ("/base/id/hlc-text", test_hlc_text);
  return g_test_run ();
}

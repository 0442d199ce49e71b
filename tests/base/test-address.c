// SPDX-License-Identifier: Apache-2.0
#include "base/tw-address.h"

#include "base/tw-error.h"
#include "base/tw-rng.h"

/* F37: the code of a place and its words. */
static void
test_codes (void)
{
  static const struct {
    TwAddress address;
    const char *code, *zh;
  } cases[] = {
    { { 5, 12, 2, 3, 2, 7 }, "05-012-2-F03-02-0007", "5社区12栋2单元3层302室7号设施" },
    { { 5, 12, 1, -2, 0, 0 }, "05-012-1-B02", "5社区12栋1单元地下2层" },
    { { 5, 12, 1, -2, 4, 0 }, "05-012-1-B02-04", "5社区12栋1单元地下2层B204室" },
    { { 1, 0, 0, 0, 0, 0 }, "01", "1社区" },
    { { 99, 999, 99, 199, 99, 9999 },
      "99-999-99-F199-99-9999",
      "99社区999栋99单元199层19999室9999号设施" },
    { { 7, 0, 0, 0, 0, 31 }, "07-000-0-F00-00-0031", "7社区31号设施" },
    { { 7, 3, 0, 0, 0, 0 }, "07-003", "7社区3栋" },
    { { 7, 3, 0, 6, 1, 0 }, "07-003-0-F06-01", "7社区3栋6层601室" },
    { { 7, 3, 12, 0, 0, 0 }, "07-003-12", "7社区3栋12单元" },
    { { 7, 3, 0, 0, 8, 0 }, "07-003-0-F00-08", "7社区3栋8室" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *code = tw_address_encode (&cases[i].address),
                      *zh = tw_address_format_zh (&cases[i].address, NULL);
      g_autoptr (GError) error = NULL;
      TwAddress back;

      g_assert_cmpstr (code, ==, cases[i].code);
      g_assert_cmpstr (zh, ==, cases[i].zh);
      tw_address_decode (code, &back, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (&back, sizeof back, &cases[i].address, sizeof back);
    }
}

static void
test_named_community (void)
{
  TwAddress address = { 5, 12, 2, 3, 2, 0 };
  g_autofree char *zh = tw_address_format_zh (&address, "槐树里社区");

  g_assert_cmpstr (zh, ==, "槐树里社区12栋2单元3层302室");
}

/* As people type them. */
static void
test_lenient (void)
{
  static const struct {
    const char *text, *code;
  } cases[] = {
    { "5-12-2-f3-2-7", "05-012-2-F03-02-0007" },
    { "5-12-1-b2", "05-012-1-B02" },
    { "05-012-02-F003-02", "05-012-2-F03-02" },
    { "5-0-0-F0-0-9", "05-000-0-F00-00-0009" },
    { "05-000", "05" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *code = NULL;
      TwAddress address;

      g_assert_true (tw_address_decode (cases[i].text, &address, NULL));
      code = tw_address_encode (&address);
      g_assert_cmpstr (code, ==, cases[i].code);
    }
}

static void
test_refused (void)
{
  static const struct {
    const char *code;
    TwDataError error;
  } cases[] = {
    { "", TW_DATA_ERROR_SYNTAX },
    { "x", TW_DATA_ERROR_SYNTAX },
    { "05-", TW_DATA_ERROR_SYNTAX },
    { "05-012-2-03", TW_DATA_ERROR_SYNTAX },
    { "05-012-2-B00", TW_DATA_ERROR_SYNTAX },
    { "05-012-2-F", TW_DATA_ERROR_SYNTAX },
    { "05-012-2-F03-02-0007-1", TW_DATA_ERROR_SYNTAX },
    { "05 012", TW_DATA_ERROR_SYNTAX },
    { "05-012-2-F03-02-00007", TW_DATA_ERROR_SYNTAX },
    { "-5", TW_DATA_ERROR_SYNTAX },
    { "00", TW_DATA_ERROR_RANGE },
    { "100", TW_DATA_ERROR_RANGE },
    { "05-1000", TW_DATA_ERROR_RANGE },
    { "05-012-2-F200", TW_DATA_ERROR_RANGE },
    { "05-012-2-B10", TW_DATA_ERROR_RANGE },
    { "05-012-100", TW_DATA_ERROR_RANGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      TwAddress address = { .community = 42 };

      g_test_message ("%s", cases[i].code);
      g_assert_false (tw_address_decode (cases[i].code, &address, &error));
      g_assert_error (error, TW_DATA_ERROR, (int) cases[i].error);
      g_assert_cmpint (address.community, ==, 42);
    }
}

static void
test_round_trip (void)
{
  TwRng rng;

  tw_rng_init (&rng, 8);
  for (int i = 0; i < 20000; i++)
    {
      TwAddress address = { .community = (int) tw_rng_range (&rng, 1, 99) }, back;
      g_autofree char *code = NULL;

      if (tw_rng_below (&rng, 4) > 0)
        address.building = (int) tw_rng_range (&rng, 0, 999);
      if (tw_rng_below (&rng, 2) > 0)
        address.unit = (int) tw_rng_range (&rng, 0, 99);
      if (tw_rng_below (&rng, 2) > 0)
        address.floor = (int) tw_rng_range (&rng, -9, 199);
      if (tw_rng_below (&rng, 2) > 0)
        address.room = (int) tw_rng_range (&rng, 0, 99);
      if (tw_rng_below (&rng, 2) > 0)
        address.asset = (int) tw_rng_range (&rng, 0, 9999);
      code = tw_address_encode (&address);
      g_assert_true (tw_address_decode (code, &back, NULL));
      g_assert_cmpmem (&back, sizeof back, &address, sizeof address);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/address/codes", test_codes);
  g_test_add_func ("/base/address/named-community", test_named_community);
  g_test_add_func ("/base/address/lenient", test_lenient);
  g_test_add_func ("/base/address/refused", test_refused);
  g_test_add_func ("/base/address/round-trip", test_round_trip);
  return g_test_run ();
}

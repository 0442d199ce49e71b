// SPDX-License-Identifier: Apache-2.0
/* F25: open shifts, swaps and hand-overs, by people who ask and officers who decide. */
#include "duty/roster/tw-rota-claim-states.h"

#include "base/tw-json.h"
#include "tests/duty/tw-console-fixture.h"

#include <string.h>

static void
set_up (Console *f, gconstpointer data)
{
  console_open (f, CONSOLE_PEOPLE);
}

static void
tear_down (Console *f, gconstpointer data)
{
  console_close (f);
}

/* --- the table ------------------------------------------------------------------------------- */

static void
test_states (void)
{
  /* By state: agree, approve, refuse, withdraw; "." may not happen. */
  static const char *const alone[TW_N_CLAIM_STATES] = { ".PRW", ".PRW", "....", "....", "...." };
  static const char *const both[TW_N_CLAIM_STATES] = { "G.RW", ".PRW", "....", "....", "...." };
  static const char letters[] = "AGPRW";

  for (int kind = 0; kind < TW_N_CLAIM_KINDS; kind++)
    for (int state = 0; state < TW_N_CLAIM_STATES; state++)
      for (int event = 0; event < TW_N_CLAIM_EVENTS; event++)
        {
          TwClaimState next = 99;
          gboolean goes = tw_claim_state_step (kind, state, event, &next);
          char is = goes ? letters[next] : '.';
          char want = (kind == TW_CLAIM_OPEN_SHIFT ? alone : both)[state][event];
          if (is != want)
            g_error ("kind %d, state %d, event %d: %c instead of %c", kind, state, event, is, want);
          g_assert_true (goes || next == 99);
        }
}

static void
test_words (void)
{
  TwClaimKind kind = 99;
  TwClaimState state = 99;

  for (int k = 0; k < TW_N_CLAIM_KINDS; k++)
    {
      g_assert_true (tw_claim_kind_parse (tw_claim_kind_word (k), &kind));
      g_assert_cmpint (kind, ==, k);
    }
  for (int s = 0; s < TW_N_CLAIM_STATES; s++)
    {
      g_assert_true (tw_claim_state_parse (tw_claim_state_word (s), &state));
      g_assert_cmpint (state, ==, s);
    }
  g_assert_false (tw_claim_kind_parse ("steal", &kind));
  g_assert_false (tw_claim_state_parse ("", &state));
}

/* --- deeds ----------------------------------------------------------------------------------- */

static char *
claim (Console *f, TwClaimKind kind, const char *shift, int by, int with, const char *other,
       GError **error)
{
  g_autofree char *by_id = console_person (by);
  g_autofree char *with_id = console_person (with);
  char *id = NULL;

  tw_rota_claim (f->rota, kind, shift, by_id, kind == TW_CLAIM_OPEN_SHIFT ? NULL : with_id, other,
                 &id, error);
  return id;
}

static TwClaimState
state_of (Console *f, const char *id, char **ret_reason)
{
  g_autoptr (GPtrArray) claims = tw_duty_list_claims (f->duty, FALSE, NULL);

  for (guint i = 0; i < claims->len; i++)
    {
      const TwClaim *found = claims->pdata[i];
      if (strcmp (found->id, id) != 0)
        continue;
      if (ret_reason != NULL)
        *ret_reason = g_strdup (found->reason);
      return found->state;
    }
  g_error ("no claim %s", id);
}

static int
person_of (Console *f, const char *shift)
{
  return tw_rota_find (f->rota, shift)->person;
}

static void
test_open_shift (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shift = console_add (f, -1, 0, 9, 13);
  g_autofree char *id = claim (f, TW_CLAIM_OPEN_SHIFT, shift, 0, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (person_of (f, shift), ==, -1);
  g_assert_false (tw_rota_agree (f->rota, id, &error));
  assert_refused (&error, "Nobody has to agree");
  g_assert_false (tw_rota_decide (f->rota, id, TRUE, NULL, &error));
  assert_refused (&error, "has no right to decide");
  console_sit (f, f->chief);
  g_assert_true (tw_rota_decide (f->rota, id, TRUE, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (person_of (f, shift), ==, console_index (f, 0));
  g_assert_cmpint (state_of (f, id, NULL), ==, TW_CLAIM_APPROVED);
  g_assert_cmpstr (tw_rota_find (f->rota, shift)->origin, ==, "claim");
  g_assert_false (tw_rota_decide (f->rota, id, TRUE, NULL, &error));
  assert_refused (&error, "already");
  g_autoptr (GPtrArray) open = tw_duty_list_claims (f->duty, TRUE, NULL);
  g_assert_cmpuint (open->len, ==, 0);
  /* One step: shift and claim go back together. */
  console_undo (f, FALSE, TRUE);
  g_assert_cmpint (state_of (f, id, NULL), ==, TW_CLAIM_ASKED);
  fixture_wait_until (person_of (f, shift) == -1);
}

static void
test_two_claim (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shift = console_add (f, -1, 0, 9, 13);
  g_autofree char *first = claim (f, TW_CLAIM_OPEN_SHIFT, shift, 0, 0, NULL, &error);
  g_autofree char *second = claim (f, TW_CLAIM_OPEN_SHIFT, shift, 1, 0, NULL, &error);
  g_autofree char *reason = NULL;

  g_assert_no_error (error);
  g_assert_null (claim (f, TW_CLAIM_OPEN_SHIFT, shift, 1, 0, NULL, &error));
  assert_refused (&error, "already");
  console_sit (f, f->chief);
  g_assert_true (tw_rota_decide (f->rota, first, TRUE, NULL, &error));
  g_assert_cmpint (state_of (f, second, &reason), ==, TW_CLAIM_REFUSED);
  g_assert_nonnull (strstr (reason, "员工000"));
  g_assert_false (tw_rota_decide (f->rota, second, TRUE, NULL, &error));
  assert_refused (&error, "员工000 got the shift");
  g_assert_null (claim (f, TW_CLAIM_OPEN_SHIFT, shift, 2, 0, NULL, &error));
  assert_refused (&error, "员工000 has the shift");
}

static void
test_hand_over (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shift = console_add (f, 0, 0, 9, 13);
  g_autofree char *busy = console_add (f, 2, 0, 10, 14);

  g_assert_null (claim (f, TW_CLAIM_HAND_OVER, shift, 1, 2, NULL, &error));
  assert_refused (&error, "员工000 has the shift");
  g_assert_null (claim (f, TW_CLAIM_HAND_OVER, shift, 0, 0, NULL, &error));
  assert_refused (&error, "two people");
  g_assert_null (claim (f, TW_CLAIM_HAND_OVER, shift, 0, 99, NULL, &error));
  assert_refused (&error, "person:099");
  g_assert_null (claim (f, TW_CLAIM_HAND_OVER, shift, 0, 2, NULL, &error));
  assert_refused (&error, "rules do not allow");
  g_autofree char *id = claim (f, TW_CLAIM_HAND_OVER, shift, 0, 1, NULL, &error);
  g_assert_no_error (error);
  console_sit (f, f->chief);
  g_assert_false (tw_rota_decide (f->rota, id, TRUE, NULL, &error));
  assert_refused (&error, "员工001 has not agreed");
  g_assert_true (tw_rota_agree (f->rota, id, &error));
  g_assert_true (tw_rota_decide (f->rota, id, TRUE, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (person_of (f, shift), ==, console_index (f, 1));
}

static void
test_swap (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *mine = console_add (f, 0, 0, 9, 13);
  g_autofree char *yours = console_add (f, 1, 1, 14, 18);

  g_assert_null (claim (f, TW_CLAIM_SWAP, mine, 0, 1, NULL, &error));
  assert_refused (&error, "two shifts");
  g_autofree char *id = claim (f, TW_CLAIM_SWAP, mine, 0, 1, yours, &error);
  g_assert_no_error (error);
  g_assert_true (tw_rota_agree (f->rota, id, &error));
  console_sit (f, f->chief);
  g_assert_true (tw_rota_decide (f->rota, id, TRUE, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (person_of (f, mine), ==, console_index (f, 1));
  g_assert_cmpint (person_of (f, yours), ==, console_index (f, 0));
  console_undo (f, FALSE, TRUE);
  fixture_wait_until (person_of (f, mine) == console_index (f, 0)
                      && person_of (f, yours) == console_index (f, 1));
}

/* Rules are checked when it is approved, by what stands then. */
static void
test_checked_at_approval (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shift = console_add (f, -1, 0, 9, 13);
  g_autofree char *other = console_add (f, 0, 0, 15, 19);

  g_assert_null (claim (f, TW_CLAIM_OPEN_SHIFT, shift, 0, 0, NULL, &error));
  assert_refused (&error, "rules do not allow");
  console_remove (f, other);
  g_autofree char *id = claim (f, TW_CLAIM_OPEN_SHIFT, shift, 0, 0, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *again = console_add (f, 0, 1, 6, 10);
  console_move (f, shift, 9); /* ends at 22:00, eight hours before */
  console_sit (f, f->chief);
  g_assert_false (tw_rota_decide (f->rota, id, TRUE, NULL, &error));
  assert_refused (&error, "rules do not allow");
  g_assert_cmpint (state_of (f, id, NULL), ==, TW_CLAIM_ASKED);
  console_remove (f, again);
  g_assert_true (tw_rota_decide (f->rota, id, TRUE, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (person_of (f, shift), ==, console_index (f, 0));
}

static void
test_gone_and_ended (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shift = console_add (f, -1, 0, 9, 13);
  g_autofree char *id = claim (f, TW_CLAIM_OPEN_SHIFT, shift, 0, 0, NULL, &error);
  g_autofree char *other = claim (f, TW_CLAIM_OPEN_SHIFT, shift, 1, 0, NULL, &error);

  g_assert_true (tw_rota_withdraw_claim (f->rota, other, &error));
  g_assert_cmpint (state_of (f, other, NULL), ==, TW_CLAIM_WITHDRAWN);
  g_assert_false (tw_rota_withdraw_claim (f->rota, other, &error));
  assert_refused (&error, "withdrawn");
  g_assert_false (tw_rota_withdraw_claim (f->rota, "claim:none", &error));
  assert_refused (&error, "claim:none");
  console_remove (f, shift);
  console_sit (f, f->chief);
  g_assert_false (tw_rota_decide (f->rota, id, TRUE, NULL, &error));
  assert_refused (&error, "gone");
  g_assert_false (tw_rota_decide (f->rota, id, FALSE, NULL, &error));
  assert_refused (&error, "why");
  g_assert_true (tw_rota_decide (f->rota, id, FALSE, "班次取消了", &error));
  g_assert_no_error (error);
  g_assert_cmpint (state_of (f, id, NULL), ==, TW_CLAIM_REFUSED);
  g_assert_null (claim (f, TW_CLAIM_OPEN_SHIFT, shift, 0, 0, NULL, &error));
  assert_refused (&error, "gone");
}

/* Who approves what another officer entered is no planner of the day; who does both is. */
static void
test_two_pairs_of_eyes (Console *f, gconstpointer data)
{
  for (int alone = 0; alone < 2; alone++)
    {
      g_autoptr (GError) error = NULL;
      console_sit (f, f->planner);
      g_autofree char *shift = console_add (f, -1, alone, 9, 13);
      console_sit (f, alone ? f->second : f->planner);
      g_autofree char *id = claim (f, TW_CLAIM_OPEN_SHIFT, shift, alone, 0, NULL, &error);
      g_assert_no_error (error);
      console_sit (f, f->second);
      g_assert_true (tw_rota_decide (f->rota, id, TRUE, NULL, &error));
      console_sit (f, f->planner);
      g_assert_true (tw_rota_submit (f->rota, alone, alone + 1, NULL, &error));
      g_assert_no_error (error);
      console_sit (f, f->second);
      g_assert_cmpint (tw_rota_approve (f->rota, alone, alone + 1, &error), ==, !alone);
      g_assert_cmpint (error != NULL, ==, alone);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, func) g_test_add (path, Console, NULL, set_up, func, tear_down)
  g_test_add_func ("/rota-claims/F25/states", test_states);
  g_test_add_func ("/rota-claims/F25/words", test_words);
  TEST ("/rota-claims/F25/open-shift", test_open_shift);
  TEST ("/rota-claims/F25/two-claim", test_two_claim);
  TEST ("/rota-claims/F25/hand-over", test_hand_over);
  TEST ("/rota-claims/F25/swap", test_swap);
  TEST ("/rota-claims/F25/checked-at-approval", test_checked_at_approval);
  TEST ("/rota-claims/F25/gone-and-ended", test_gone_and_ended);
  TEST ("/rota-claims/F25/two-pairs-of-eyes", test_two_pairs_of_eyes);
  return g_test_run ();
}

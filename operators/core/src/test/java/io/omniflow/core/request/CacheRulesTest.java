package io.omniflow.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.omniflow.core.error.ErrorCode;
import io.omniflow.core.error.InvalidRequestException;
import org.junit.jupiter.api.Test;

class CacheRulesTest {

    private final CacheRules rules = new CacheRules(new CacheDefaults(true, 0.8));

    @Test
    void whatIsAbsentIsAsTheDeploymentSays() {
        assertThat(rules.terms(request("", null, null, false, null, false)))
                .isEqualTo(new CacheTerms(true, true, true, 0.8));
        assertThat(
                        new CacheRules(CacheDefaults.NONE)
                                .terms(request("", null, null, false, null, false)))
                .isEqualTo(CacheTerms.DEFAULT);
    }

    @Test
    void whatIsGivenGoesFirst() {
        assertThat(rules.terms(request("tenant", true, false, false, 0.9, false)))
                .isEqualTo(new CacheTerms(true, false, false, 0.9));
        assertThat(rules.terms(request("shared", false, null, true, 0.0, false)))
                .isEqualTo(new CacheTerms(false, false, true, 0));
        assertThat(rules.terms(request("", null, false, true, 1.0, false)).write()).isFalse();
    }

    @Test
    void aPictureOfItsOwnTurnsTheDefaultOff() {
        assertThat(rules.terms(request("", null, null, false, null, true)).similarity()).isZero();
        assertThat(rules.terms(request("", null, null, false, 0.0, true)).similarity()).isZero();
        refused(request("", null, null, false, 0.9, true), "image", "0.9");
    }

    @Test
    void refusesOtherValuesAndContradictions() {
        refused(request("all", null, null, false, null, false), "tenant or shared", "all");
        refused(request("", null, null, false, -0.1, false), "at most 1", "-0.1");
        refused(request("", null, null, false, 1.1, false), "at most 1", "1.1");
        refused(request("", null, null, false, Double.NaN, false), "at most 1", "NaN");
        refused(request("", false, null, false, 0.9, false), "cache.read of false", "0.9");
        refused(request("", null, true, true, null, false), "cache.no_store", "true");
    }

    private void refused(CacheRequest request, String part, String value) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> rules.terms(request))
                .withMessageContaining(part)
                .withMessageEndingWith("'" + value + "'")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CACHE_OPTION));
    }

    private static CacheRequest request(
            String scope,
            Boolean read,
            Boolean write,
            boolean noStore,
            Double similarity,
            boolean hasPicture) {
        return new CacheRequest(scope, read, write, noStore, similarity, hasPicture);
    }
}

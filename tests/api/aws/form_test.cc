#include "api/aws/form.h"

#include <gtest/gtest.h>

namespace drydock::aws::form_test {
namespace {

TEST(Form, FindsParameters) {
  const auto form = Form::parse("Action=ListTags&&Empty=&Flag&Equation=a%3Db=c");
  ASSERT_TRUE(form.has_value());
  EXPECT_EQ(form->find("Action"), "ListTags");
  EXPECT_EQ(form->find("Empty"), "");
  EXPECT_EQ(form->find("Flag"), "");
  EXPECT_EQ(form->find("Equation"), "a=b=c");
  EXPECT_EQ(form->find("Act"), std::nullopt);
}

TEST(Form, RefusesWhatNoClientSends) {
  EXPECT_EQ(Form::parse("a=%FF").error().code(), "MalformedQueryString");
  EXPECT_EQ(Form::parse("%C0%AF=a").error().code(), "MalformedQueryString");
  std::string many;
  for (std::size_t i = 0; i <= Form::parameters_limit; ++i) many += "a=1&";
  EXPECT_EQ(Form::parse(many).error().code(), "MalformedQueryString");
}

TEST(FormPart, GoesDownStepByStep) {
  const auto form = Form::parse("Tags.member.1.Key=k&Tags.member.1.Value=v&Tags-x=1&Tag=2");
  const FormPart tags = form->root().below("Tags");
  EXPECT_EQ(tags.value(), nullptr);
  EXPECT_FALSE(tags.empty());
  const auto elements = tags.below("member").elements();
  ASSERT_EQ(elements.size(), 1U);
  EXPECT_EQ(*elements[0].below("Key").value(), "k");
  EXPECT_EQ(*elements[0].below("Value").value(), "v");
  EXPECT_TRUE(elements[0].below("Ke").empty());
  EXPECT_TRUE(form->root().below("Ta").empty());
}

TEST(FormPart, OrdersElementsByNumberAndAllowsGaps) {
  const auto form = Form::parse("N.10=j&N.2=b&N.1=a&N.x=no&N.-1=no&N.99999999999=no");
  std::string all;
  for (const FormPart& part : form->root().below("N").elements()) all += *part.value();
  EXPECT_EQ(all, "abj");
}

TEST(FormPart, TellsNamesApartThatStartAlike) {
  // '-' sorts before '.', so "N.1-x" stands between "N.1" and "N.1.Key".
  const auto form = Form::parse("N.1=plain&N.1-x=other&N.1.Key=k");
  const auto elements = form->root().below("N").elements();
  ASSERT_EQ(elements.size(), 1U);
  EXPECT_EQ(*elements[0].value(), "plain");
  EXPECT_EQ(*elements[0].below("Key").value(), "k");
}

}  // namespace
}  // namespace drydock::aws::form_test
